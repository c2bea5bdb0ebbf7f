"""Export: a bundle that is proven to give the same answers elsewhere."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr, worded
from app.pages.export.presenter import ExportPresenter
from app.pages.export.proof_panel import ProofPanel
from app.pages.page import Page
from app.services import Services
from app.theme import GAP_PX
from app.widgets.panels import Note, Panel, button, dim_label, label, row_of


class ExportPage(Page):
    page_id = "export"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = ExportPresenter(services)
        self.set_title(tr("ExportPage", "Export"))
        self.body.addWidget(self._format_panel())
        self.body.addWidget(self._destination_panel())
        self.body.addWidget(self._progress_panel())
        self.trouble = Note()
        self.body.addWidget(self.trouble)
        self.proof = ProofPanel()
        self.proof.open_wanted.connect(self._open_folder)
        self.proof.copy_wanted.connect(lambda text: QGuiApplication.clipboard().setText(text))
        self.body.addWidget(self.proof)
        self.body.addStretch(1)
        self.export_button = button(tr("ExportPage", "Export and prove"), self.presenter.start, role="primary")
        self.foot.addWidget(self.export_button)
        self.presenter.changed.connect(self._show)
        services.workspace.run_changed.connect(self._run_changed)
        self._show()

    def entered(self) -> None:
        self.presenter.look()

    def _run_changed(self) -> None:
        if self.isVisible() and self.missing is None:
            self.presenter.look()

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        presenter = self.presenter
        lead = tr("ExportPage", "{name}, as files that give the same answers elsewhere. Nothing is ticked off without proof.")
        name = presenter.run_name()
        self.set_lead(lead.format(name=name) if name else "")
        for key, box in self.format_boxes.items():
            box.setChecked(key in presenter.formats)
            box.setEnabled(not presenter.running)
            for shown in (box, self._format_words[key]):
                shown.setVisible(key in presenter.possible)
        self._home_label.setText(str(presenter.home))
        self._home_label.setToolTip(str(presenter.home))
        if self.name_edit.text().strip() != presenter.name:
            self.name_edit.setText(presenter.name)
        for part in (self.name_edit, self.folder_button):
            part.setEnabled(not presenter.running)
        problem = "" if presenter.running else presenter.problem()
        self.problem_note.say(problem, "warning_note")
        self.export_button.setEnabled(not presenter.running and not problem)
        self._progress.setVisible(presenter.running)
        self._bar.setRange(0, presenter.total or 0)
        self._bar.setValue(presenter.done)
        self._progress_text.setText(presenter.progress_text())
        self.trouble.say(worded(presenter.error) if presenter.error else "", "bad_note")
        self.proof.setVisible(presenter.bundle is not None)
        if presenter.bundle is not None:
            kind, verdict = presenter.verdict()
            self.proof.show_proof(
                presenter.bundle.folder, kind, verdict, presenter.proof_rows(), presenter.usage(), presenter.words
            )

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def _choose_folder(self) -> None:
        settings = self.services.settings
        title = tr("ExportPage", "Choose where the export's folder is made")
        folder = QFileDialog.getExistingDirectory(self, title, settings.last_folder("export"))
        if folder:
            settings.remember_folder("export", Path(folder))
            self.presenter.choose_home(Path(folder))

    def _open_folder(self) -> None:
        if self.presenter.bundle is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.presenter.bundle.folder)))

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _format_panel(self) -> Panel:
        panel = Panel(tr("ExportPage", "Formats"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_PX)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.format_boxes: dict[str, QCheckBox] = {}
        self._format_words: dict[str, QLabel] = {}
        for row, choice in enumerate(self.presenter.choices()):
            box = QCheckBox(choice.title)
            box.setAccessibleDescription(choice.who)
            box.clicked.connect(lambda wanted, key=choice.key: self.presenter.set_format(key, wanted))
            self.format_boxes[choice.key] = box
            self._format_words[choice.key] = dim_label(choice.who)
            grid.addWidget(box, row, 0)
            grid.addWidget(self._format_words[choice.key], row, 1)
        panel.column.addLayout(grid)
        return panel

    def _destination_panel(self) -> Panel:
        panel = Panel(tr("ExportPage", "Where to"))
        self.name_edit = QLineEdit()
        self.name_edit.setAccessibleName(tr("ExportPage", "Name of the new folder"))
        self.name_edit.textEdited.connect(self.presenter.set_name)
        self.folder_button = button(tr("ExportPage", "Choose another place…"), self._choose_folder)
        self._home_label = label()
        self._home_label.setTextFormat(Qt.TextFormat.PlainText)
        self._home_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.problem_note = Note()
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_PX)
        grid.setColumnStretch(1, 1)
        grid.addWidget(dim_label(tr("ExportPage", "New folder"), wrap=False), 0, 0)
        grid.addWidget(self.name_edit, 0, 1, 1, 2)
        grid.addWidget(dim_label(tr("ExportPage", "inside"), wrap=False), 1, 0)
        grid.addWidget(self._home_label, 1, 1)
        grid.addWidget(self.folder_button, 1, 2)
        panel.column.addLayout(grid)
        panel.column.addWidget(self.problem_note)
        return panel

    def _progress_panel(self) -> QWidget:
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("ExportPage", "Progress of the export"))
        self._progress_text = label(wrap=False)
        self.cancel_button = button(tr("ExportPage", "Cancel"), self.presenter.cancel)
        self._progress = QWidget()
        column = QVBoxLayout(self._progress)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._bar)
        column.addLayout(row_of(self._progress_text, 1, self.cancel_button))
        return self._progress
