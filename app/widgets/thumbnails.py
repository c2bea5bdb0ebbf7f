"""Small pictures for lists, decoded in the background when they are asked for."""

import threading
from collections import OrderedDict, deque

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QPixmap

_KEPT = 2_000
_WAITING = 400
_THREADS = 2


class Thumbnails(QObject):
    """A cache: `pixmap(path)` gives what is there, or None and decodes it; `ready(path)` follows.

    What was asked for last comes first: it is what the person looks at now.
    """

    ready = Signal(str)
    _decoded = Signal(str, object)  # path, QImage (null: not a picture)

    def __init__(self, size_px: int, parent: QObject | None = None) -> None:
        """size_px: longest side, in device pixels."""
        super().__init__(parent)
        self._size_px = size_px
        self._pixmaps: OrderedDict[str, QPixmap] = OrderedDict()
        self._waiting: deque[str] = deque(maxlen=_WAITING)
        self._wanted: set[str] = set()
        self._lock = threading.Lock()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._decoded.connect(self._keep)
        self.destroyed.connect(self._waiting.clear)

    def pixmap(self, path: str) -> QPixmap | None:
        """A null pixmap where the file is not a picture."""
        found = self._pixmaps.get(path)
        if found is None:
            self._ask_for(path)
        else:
            self._pixmaps.move_to_end(path)
        return found

    def close(self) -> None:
        """Waits for the pictures that are being decoded."""
        with self._lock:
            self._waiting.clear()
        self._pool.waitForDone()

    def _ask_for(self, path: str) -> None:
        with self._lock:
            if path in self._wanted:
                return
            if len(self._waiting) == _WAITING:  # scrolled past: asked again when it comes back into sight
                self._wanted.discard(self._waiting[0])
            self._waiting.append(path)
            self._wanted.add(path)
        self._pool.start(_Decode(self))

    def decode_next(self) -> None:
        """In a thread of the pool."""
        with self._lock:
            if not self._waiting:
                return
            path = self._waiting.pop()
        self._decoded.emit(path, decode_thumbnail(path, self._size_px))

    def _keep(self, path: str, image: QImage) -> None:
        with self._lock:
            self._wanted.discard(path)
        self._pixmaps[path] = QPixmap.fromImage(image)
        while len(self._pixmaps) > _KEPT:
            self._pixmaps.popitem(last=False)
        self.ready.emit(path)


class _Decode(QRunnable):
    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails

    def run(self) -> None:
        self._thumbnails.decode_next()


def decode_thumbnail(path: str, size_px: int) -> QImage:
    """A picture made to fit a square, read as training reads it; a null image where the file is not a picture."""
    from core.dataset.decode import PictureError, decode_picture  # numpy and Pillow load with the first picture

    try:
        pixels = decode_picture(path, at_least_px=2 * size_px)
    except PictureError:
        return QImage()
    height_px, width_px = pixels.shape[:2]
    image = QImage(pixels.data, width_px, height_px, 3 * width_px, QImage.Format.Format_RGB888)
    # scaled() copies, so the image outlives the array
    kind, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(size_px, size_px, kind, smooth) if max(height_px, width_px) > size_px else image.copy()
