"""The Settings page: look, language, where projects go, what this machine has, and that nothing leaves it."""

from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLabel, QWidget

from app.i18n import available_languages, tr
from app.machine import machine_lines
from app.pages.page import Page
from app.pages.settings.presenter import SettingsPresenter
from app.services import Services
from app.widgets.panels import Note, Panel, Segments, button, dim_label, label, row_of


class SettingsPage(Page):
    page_id = "settings"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = SettingsPresenter(services.settings)
        self.set_title(tr("SettingsPage", "Settings"))
        self.body.addWidget(self._look_panel())
        self.body.addWidget(self._machine_panel())
        self.body.addWidget(self._network_panel())
        self.body.addStretch(1)
        self._answer = _MachineAnswer()
        self._answer.ready.connect(self._show_machine)
        self._asked = False

    def entered(self) -> None:
        if not self._asked:
            self._asked = True
            QThreadPool.globalInstance().start(_AskMachine(self._answer))

    def _look_panel(self) -> Panel:
        panel = Panel(tr("SettingsPage", "Look and place"))
        form = _form()
        self.theme = Segments(self.presenter.themes(), tr("SettingsPage", "Theme"))
        self.theme.choose(self.services.settings.theme)
        self.theme.chosen.connect(self.presenter.choose_theme)
        form.addRow(_field_name(tr("SettingsPage", "Theme")), self.theme)
        self.language = QComboBox()
        self.language.setAccessibleName(tr("SettingsPage", "Language"))
        for code, name in self.presenter.languages(available_languages()):
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(self.services.settings.language), 0))
        self.language.activated.connect(lambda _index: self._choose_language())
        self._restart_hint = Note()
        form.addRow(_field_name(tr("SettingsPage", "Language")), row_of(self.language, 1))
        self._home = label()
        change = button(tr("SettingsPage", "Change…"), self._choose_home)
        change.setAccessibleName(tr("SettingsPage", "Change where new projects go"))
        form.addRow(_field_name(tr("SettingsPage", "New projects go to")), row_of(self._home, change, 1))
        panel.column.addLayout(form)
        panel.column.addWidget(self._restart_hint)
        self._home.setWordWrap(False)
        self._home.setText(str(self.presenter.home()))
        return panel

    def _machine_panel(self) -> Panel:
        panel = Panel(tr("SettingsPage", "What this machine has"))
        self._machine_form = _form()
        panel.column.addLayout(self._machine_form)
        return panel

    def _network_panel(self) -> Panel:
        panel = Panel(tr("SettingsPage", "Network: off"))
        text = tr(
            "SettingsPage",
            "Fettle works offline. It sends nothing anywhere and fetches nothing by itself; the only exception is the "
            "Download button of a model on the Model page, when you press it.",
        )
        panel.column.addWidget(dim_label(text))
        return panel

    def _show_machine(self, rows: list[tuple[str, str]]) -> None:
        for what, value in rows:
            self._machine_form.addRow(_field_name(what), label(value))

    def _choose_language(self) -> None:
        self.presenter.choose_language(self.language.currentData())
        self._restart_hint.say(tr("SettingsPage", "The language changes when Fettle is started the next time."))

    def _choose_home(self) -> None:
        title = tr("SettingsPage", "Where should new projects go?")
        folder = QFileDialog.getExistingDirectory(self, title, str(self.presenter.home()))
        if folder:
            self.presenter.choose_home(Path(folder))
            self._home.setText(str(self.presenter.home()))


class _MachineAnswer(QObject):
    ready = Signal(list)


class _AskMachine(QRunnable):
    def __init__(self, answer: _MachineAnswer) -> None:
        super().__init__()
        self._answer = answer

    def run(self) -> None:
        self._answer.ready.emit(machine_lines())


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(24)
    form.setVerticalSpacing(10)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _field_name(text: str) -> QWidget:
    made: QLabel = dim_label(text, wrap=False)
    made.setMinimumWidth(150)
    return made
