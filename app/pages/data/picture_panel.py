"""Pictures of a class, as thumbnails."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut

from app.i18n import number, tr
from app.item_models.pictures import PictureItem
from app.pages.data.kinds import SamplesView
from app.widgets.image_grid import ImageGrid
from app.widgets.panels import ElidedLabel, Panel, button, dim_label, row_of


class PicturePanel(Panel):
    """See app.pages.data.kinds.SamplesPanel."""

    leave_out_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._files: list[str] = []
        self._name = ElidedLabel(bold=True)
        self._count = dim_label(wrap=False)
        self.grid = ImageGrid(tr("DataPage", "Pictures of the chosen class"))
        self.leave_out = button(
            tr("DataPage", "Leave out"), self._leave_out, tip=tr("DataPage", "Don't use the chosen picture")
        )
        self._open = button(
            tr("DataPage", "Open"), self._open_picture, tip=tr("DataPage", "Show the picture in its own program")
        )
        head = row_of(self._name, self._count)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.grid, 1)
        self.column.addLayout(row_of(1, self._open, self.leave_out))
        self.grid.picture_chosen.connect(lambda _row: self._show_chosen())
        self.grid.picture_activated.connect(lambda _row: self._open_picture())
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.grid)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._leave_out)
        self._show_chosen()

    def show_class(self, view: SamplesView) -> None:
        self._files = [sample.file for sample in view.samples]
        self._name.setText(view.name)
        self._count.setText(number(view.total))
        self.grid.show_pictures(
            [
                PictureItem(str(view.root / sample.file), tip=f"{sample.file}\n{sample.width_px} × {sample.height_px}")
                for sample in view.samples
            ]
        )
        self._show_chosen()

    def _show_chosen(self) -> None:
        for part in (self.leave_out, self._open):
            part.setEnabled(self.grid.current_picture() is not None)

    def _leave_out(self) -> None:
        index = self.grid.currentIndex()
        if index.isValid():
            self.leave_out_wanted.emit(self._files[index.row()])

    def _open_picture(self) -> None:
        picture = self.grid.current_picture()
        if picture is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(picture.path))))
