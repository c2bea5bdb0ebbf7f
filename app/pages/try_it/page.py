"""Try it: pictures or texts that nobody has labelled, and what the model says about them."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QProgressBar

from app.i18n import tr, worded, worded_code
from app.pages.page import Page
from app.pages.try_it.kinds import KINDS, make_panel
from app.pages.try_it.panel import TryPanel
from app.pages.try_it.presenter import MOST_ANSWERS, TryItPresenter
from app.services import Services
from app.widgets.drop_area import local_paths
from app.widgets.panels import Note, NumberField, button, dim_label, label, row_of
from core.contracts.spec import DataKind

_OTHER = "other"


class TryItPage(Page):
    page_id = "try_it"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = TryItPresenter(services)
        self.setAcceptDrops(True)
        self.set_title(tr("TryItPage", "Try it"))
        self.files_button = button("", self._choose_files)
        self.folder_button = button(tr("TryItPage", "Choose a folder…"), self._choose_folder)
        self.add_action(self.files_button)
        self.add_action(self.folder_button)
        self.body.addLayout(self._source_row())
        self.source_note, self.trouble = Note(), Note()
        self.body.addWidget(self.source_note)
        self.body.addWidget(self.trouble)
        self.body.addLayout(self._progress_row())
        self.panels: dict[DataKind, Any] = {kind: make_panel(kind, services.jobs, self.presenter) for kind in KINDS}
        for panel in self.panels.values():
            panel.files_wanted.connect(self._choose_files)
            panel.changed.connect(self._show_foot)
            self.body.addWidget(panel, 1)
        self._make_foot()
        self.presenter.changed.connect(self._show)
        self.presenter.answered.connect(self._show_answers)
        for signal in (services.workspace.run_changed, services.workspace.spec_changed, services.workspace.project_changed):
            signal.connect(self._look)
        self._show()

    def entered(self) -> None:
        self._look()

    @property
    def _panel(self) -> TryPanel:
        panel: TryPanel = self.panels[self.presenter.choice.data]
        return panel

    def _look(self) -> None:
        self.presenter.look()
        if self.isVisible():
            self.presenter.ask_again()
        self._show()

    # ---- showing -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        presenter = self.presenter
        choice, words = presenter.choice, presenter.words
        self._fill_sources()
        self.set_lead(words.lead)
        self.files_button.setText(words.choose_files)
        self.top_k_box.setAccessibleName(words.top_k_name)
        self.csv_button.setToolTip(words.csv_tip)
        self.source_note.say(choice.note)
        self.trouble.say(worded(presenter.error) if presenter.error else "", "bad_note")
        for part in (self._bar, self._progress_text, self.cancel_button):
            part.setVisible(presenter.running)
        self._bar.setRange(0, presenter.total or 0)
        self._bar.setValue(presenter.done)
        self._progress_text.setText(presenter.progress_text())
        for kind, panel in self.panels.items():
            panel.setVisible(kind == choice.data)
        self._panel.show_state()
        self._show_foot()

    def _show_foot(self) -> None:
        self.csv_button.setEnabled(bool(self.presenter.predictions) and not self.presenter.saving)
        self.clear_button.setEnabled(self._panel.can_start_over())

    def _fill_sources(self) -> None:
        choices = self.presenter.choices()
        shown = [self.source_box.itemData(index) for index in range(self.source_box.count() - 1)]
        titles = [self.source_box.itemText(index) for index in range(self.source_box.count() - 1)]
        if (shown, titles) != ([it.key for it in choices], [it.title for it in choices]):
            self.source_box.clear()
            for choice in choices:
                self.source_box.addItem(choice.title, choice.key)
            self.source_box.addItem(tr("TryItPage", "A bundle folder…"), _OTHER)
        self.source_box.setCurrentIndex(self.source_box.findData(self.presenter.choice.key))

    def _show_answers(self) -> None:
        self._panel.show_answers()

    def _start_over(self) -> None:
        self.presenter.forget()
        self._panel.start_over()

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def _choose_source(self, index: int) -> None:
        key = self.source_box.itemData(index)
        if key != _OTHER:
            self.presenter.choose(key)
            return
        title = tr("TryItPage", "Choose a bundle folder")
        folder = QFileDialog.getExistingDirectory(self, title, self.services.settings.last_folder("bundle"))
        if folder:
            self.services.settings.remember_folder("bundle", Path(folder).parent)
            self.presenter.choose_bundle(Path(folder))
        self._show()

    def _choose_files(self) -> None:
        settings = self.services.settings
        files, _ = QFileDialog.getOpenFileNames(self, self.presenter.words.choose_title, settings.last_folder("try"))
        if files:
            settings.remember_folder("try", Path(files[0]).parent)
            self.presenter.ask([Path(file) for file in files])

    def _choose_folder(self) -> None:
        settings = self.services.settings
        folder = QFileDialog.getExistingDirectory(self, tr("TryItPage", "Choose a folder"), settings.last_folder("try"))
        if folder:
            settings.remember_folder("try", Path(folder))
            self.presenter.ask([Path(folder)])

    def _ask_csv_path(self) -> None:
        title = tr("TryItPage", "Save all answers as a table")
        while True:
            proposed = str(self.presenter.proposed_csv())
            # Qt would offer to replace a file; nothing is replaced here
            option = QFileDialog.Option.DontConfirmOverwrite
            chosen, _ = QFileDialog.getSaveFileName(self, title, proposed, "CSV (*.csv)", options=option)
            if not chosen or self.save_csv(Path(chosen)):
                return
            title = tr("TryItPage", "{name} exists already. Choose another name").format(name=Path(chosen).name)

    def save_csv(self, path: Path) -> bool:
        """False, and a notice, where the name is taken."""
        saved = self.presenter.save_csv(path)
        if not saved:
            self.services.notices.warning(worded_code("output_exists", {"path": str(path)}))
        return saved

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.presenter.ask(local_paths(event.mimeData()))

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _source_row(self) -> QHBoxLayout:
        self.source_box = QComboBox()
        self.source_box.setAccessibleName(tr("TryItPage", "Who answers"))
        self.source_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source_box.setMinimumContentsLength(34)
        self.source_box.activated.connect(self._choose_source)
        self.top_k_box = NumberField()
        self.top_k_box.setRange(1, MOST_ANSWERS)
        self.top_k_box.setValue(self.presenter.top_k)
        self.top_k_box.setKeyboardTracking(False)
        self.top_k_box.valueChanged.connect(self.presenter.set_top_k)
        who, how_many = label(tr("TryItPage", "Who answers"), wrap=False), label(tr("TryItPage", "Answers each"), wrap=False)
        return row_of(who, self.source_box, 1, how_many, self.top_k_box)

    def _progress_row(self) -> QHBoxLayout:
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("TryItPage", "Answering"))
        self._progress_text = dim_label(wrap=False)
        self.cancel_button = button(tr("TryItPage", "Cancel"), self.presenter.cancel)
        row = row_of(self._bar, self._progress_text, self.cancel_button)
        row.setStretch(0, 1)
        return row

    def _make_foot(self) -> None:
        self.clear_button = button(tr("TryItPage", "Start over"), self._start_over)
        self.csv_button = button(tr("TryItPage", "Save as CSV…"), self._ask_csv_path)
        self.foot.addWidget(self.clear_button)
        self.foot.addWidget(self.csv_button)
        self.set_next("export", tr("TryItPage", "Next: Export"))
