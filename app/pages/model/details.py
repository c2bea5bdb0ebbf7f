"""The panel at the right of the table: what a network is, whether it is here, how to get it and use it."""

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from app import quantities
from app.i18n import tr, worded
from app.pages.model.download import ModelDownload
from app.pages.model.presenter import DetailsView
from app.widgets.flow_layout import FlowLayout
from app.widgets.panels import Note, Panel, bold_label, button, dim_label, label


class ModelDetails(Panel):
    """Buttons come out as signals; the page decides."""

    use_wanted = Signal()
    download_wanted = Signal()
    cancel_wanted = Signal()
    file_wanted = Signal()
    folder_wanted = Signal()
    own_weights_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = bold_label("", 1.15)
        self.title.setWordWrap(True)
        self.subtitle = dim_label()
        self.character, self.lineage, self.weights = label(), label(), label()
        self.here, self.state, self.failure = Note(), Note(), Note()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("ModelPage", "Progress of the download"))
        self.fetched = dim_label()
        self.use_button = button(tr("ModelPage", "Use this model"), self.use_wanted.emit, role="primary")
        self.download_button = button(tr("ModelPage", "Download…"), self.download_wanted.emit)
        self.cancel_button = button(tr("ModelPage", "Stop the download"), self.cancel_wanted.emit)
        self.file_button = button(tr("ModelPage", "Weights from a file…"), self.file_wanted.emit)
        self.folder_button = button(tr("ModelPage", "Model from a folder…"), self.folder_wanted.emit)
        self.own_weights_button = button(tr("ModelPage", "Back to its own weights"), self.own_weights_wanted.emit, role="link")
        self._facts: list[tuple[QLabel, QLabel]] = []
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        for text in (self.title, self.subtitle, self.character):
            self.column.addWidget(text)
        self.column.addLayout(self._grid)
        for part in (self.lineage, self.here, self.state, self.failure, self.bar, self.fetched):
            self.column.addWidget(part)
        self.column.addLayout(_flow(self.weights, self.own_weights_button))
        self.column.addLayout(_flow(self.use_button, self.download_button, self.cancel_button))
        self.column.addStretch(1)
        hint = tr("ModelPage", "Safetensors, PyTorch weights (.pth), a Hugging Face folder or a saved model.")
        self.column.addWidget(dim_label(hint))
        self.column.addLayout(_flow(self.file_button, self.folder_button))

    def show_details(self, view: DetailsView | None) -> None:
        if view is None:
            self._show_nothing()
            return
        self.title.setText(view.title)
        self.title.setToolTip(view.title)
        self.subtitle.setText(view.subtitle)
        self.character.setText(view.character)
        self._show_facts(view.facts)
        lineage = tr("ModelPage", "Where it comes from: {chain}").format(chain=view.lineage)
        self.lineage.setText(lineage)
        self.lineage.setVisible(bool(view.lineage))
        self.here.say(view.here_text, view.here_kind)
        self.state.say(view.state_text, view.state_kind)
        self.weights.setText(escape(view.weights_text))
        self.weights.setVisible(bool(view.weights_text))
        self.own_weights_button.setVisible(bool(view.weights_text))
        self.use_button.setEnabled(not view.in_use)
        self.use_button.setText(tr("ModelPage", "✓ In use") if view.in_use else tr("ModelPage", "Use this model"))
        self.download_button.setVisible(view.can_download)

    def _show_nothing(self) -> None:
        self.title.setText("")
        self.subtitle.setText("")
        self.character.setText(tr("ModelPage", "Choose a row to see what the network is good for."))
        self._show_facts(())
        for part in (self.lineage, self.weights, self.own_weights_button, self.download_button):
            part.setVisible(False)
        self.here.say("")
        self.state.say("")
        self.use_button.setEnabled(False)

    def show_download(self, download: ModelDownload, entry: str) -> None:
        """Progress or failure of the download of this row; another row's goes on unseen."""
        mine = download.entry == entry
        running = download.running and mine
        self.bar.setVisible(running)
        self.fetched.setVisible(running)
        self.cancel_button.setVisible(running)
        self.download_button.setEnabled(not download.running)
        self.failure.say(worded(download.error) if mine and download.error else "", "bad_note")
        if running:
            self.bar.setRange(0, 1000 if download.total_bytes else 0)
            self.bar.setValue(round(1000 * download.done_bytes / download.total_bytes) if download.total_bytes else 0)
            self.fetched.setText(_fetched_text(download))

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while len(self._facts) < len(facts):
            cells = (dim_label(wrap=False), label())
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell, len(self._facts), column, Qt.AlignmentFlag.AlignTop)
            self._facts.append(cells)
        for number, (name, value) in enumerate(self._facts):
            shown = facts[number] if number < len(facts) else ("", "")
            name.setText(shown[0])
            # a long path may break anywhere after a separator
            value.setText(escape(shown[1]).replace("/", "/\N{ZERO WIDTH SPACE}"))
            name.setVisible(bool(shown[0]))
            value.setVisible(bool(shown[0]))


def _flow(*parts: QWidget) -> FlowLayout:
    flow = FlowLayout(line_gap_px=6)
    for part in parts:
        flow.addWidget(part)
    return flow


def _fetched_text(download: ModelDownload) -> str:
    done = quantities.file_size(download.done_bytes)
    if not download.total_bytes:
        return tr("ModelPage", "{done} so far").format(done=done)
    return tr("ModelPage", "{done} of {total}").format(done=done, total=quantities.file_size(download.total_bytes))
