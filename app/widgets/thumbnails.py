"""Small pictures for lists, decoded in the background when they are asked for."""

import threading
from collections import OrderedDict, deque

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QPixmap

_KEPT = 2_000
_WAITING = 400


class Thumbnails(QObject):
    """A cache: `pixmap(path)` gives what is there, or None and decodes it; `ready(path)` follows.

    What was asked for last comes first: it is what the person looks at now.
    """

    ready = Signal(str)

    def __init__(self, size_px: int, parent: QObject | None = None) -> None:
        """size_px: longest side, in device pixels."""
        super().__init__(parent)
        self._pixmaps: OrderedDict[str, QPixmap] = OrderedDict()
        self._queue = _Queue(size_px)
        self._queue.answers.decoded.connect(self._keep)
        self.destroyed.connect(self._queue.clear)

    def pixmap(self, path: str) -> QPixmap | None:
        """A null pixmap where the file is not a picture."""
        found = self._pixmaps.get(path)
        if found is not None:
            self._pixmaps.move_to_end(path)
        elif self._queue.put(path):
            QThreadPool.globalInstance().start(_Decode(self._queue))
        return found

    def _keep(self, path: str, image: QImage) -> None:
        self._queue.wanted.discard(path)
        self._pixmaps[path] = QPixmap.fromImage(image)
        while len(self._pixmaps) > _KEPT:
            self._pixmaps.popitem(last=False)
        self.ready.emit(path)


class _Answers(QObject):
    """Has no parent: a decoder may still speak when the list that asked is gone, and then nobody hears it."""

    decoded = Signal(str, object)  # path, QImage (null: not a picture)


class _Queue:
    """What is to be decoded. Shared by the cache, in the main thread, and its decoders."""

    def __init__(self, size_px: int) -> None:
        self.answers = _Answers()
        self.wanted: set[str] = set()
        self._size_px = size_px
        self._waiting: deque[str] = deque()
        self._lock = threading.Lock()

    def put(self, path: str) -> bool:
        """False: it waits already."""
        with self._lock:
            if path in self.wanted:
                return False
            if len(self._waiting) == _WAITING:  # scrolled past: asked again when it comes back into sight
                self.wanted.discard(self._waiting.popleft())
            self._waiting.append(path)
            self.wanted.add(path)
        return True

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def decode_next(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            path = self._waiting.pop()
        self.answers.decoded.emit(path, decode_thumbnail(path, self._size_px))


class _Decode(QRunnable):
    def __init__(self, waiting: _Queue) -> None:
        super().__init__()
        self._queue = waiting

    def run(self) -> None:
        self._queue.decode_next()


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
