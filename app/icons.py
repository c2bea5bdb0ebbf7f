"""Line icons from resources/icons, painted in a colour of the theme."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

ICONS_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
_SIZES_PX = (16, 24, 32, 48)


def icon(name: str, color: str) -> QIcon:
    """An icon of resources/icons/<name>.svg; `color` is a token, for instance `tokens_of(self).dim`."""
    made = QIcon()
    for size_px in _SIZES_PX:
        made.addPixmap(icon_pixmap(name, color, size_px))
    return made


def icon_pixmap(name: str, color: str, size_px: int, pixel_ratio: float = 1.0) -> QPixmap:
    """size_px: side in logical pixels."""
    svg = (ICONS_FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    pixmap = QPixmap(round(size_px * pixel_ratio), round(size_px * pixel_ratio))
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap


def app_icon() -> QIcon:
    return QIcon(str(ICONS_FOLDER / "fettle.svg"))
