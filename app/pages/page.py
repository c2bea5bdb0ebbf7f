"""What all pages share: a head, a body that scrolls, a foot with the way on, and the sentence that says what is missing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.missing import missing_without_project
from app.services import Services
from app.theme import GAP_PX
from app.widgets.panels import bold_label, button, label, scrolling

# longer lines are hard to read
LEAD_WIDTH_PX = 820
# where a missing thing is to be had
_REMEDY = {"data": "start", "runs": "start", "results": "train", "export": "train"}


class Page(QWidget):
    """Base of every page.

    A subclass sets `page_id`, calls `super().__init__(services)`, then `set_title`, `add_action`, fills `self.body`
    (a column) and may name the page that comes next with `set_next`. It overrides `entered` to look at the workspace
    anew; that is called each time the page is shown while nothing is missing for it.
    """

    page_id = ""
    page_wanted = Signal(str)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self._title = bold_label("", 1.5)
        self._lead = label()
        self._lead.setProperty("role", "lead")
        self._lead.setMaximumWidth(LEAD_WIDTH_PX)
        self._lead.hide()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP_PX)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self._missing_text = label()
        self._missing_remedy = button("", self._go_to_remedy, role="primary")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scrolled_body())
        self._stack.addWidget(self._missing_view())
        self._lay_out()
        services.when_made(self._follow_workspace)

    # ---- for subclasses ----------------------------------------------------------------------------------------------

    def entered(self) -> None:
        """The page is shown now and can be used."""

    def set_title(self, title: str, lead: str = "") -> None:
        self._title.setText(title)
        self.set_lead(lead)

    def set_lead(self, lead: str) -> None:
        """The dim sentence below the title; empty: none."""
        self._lead.setText(lead)
        self._lead.setVisible(bool(lead))

    def title(self) -> str:
        return self._title.text()

    def lead(self) -> str:
        return self._lead.text()

    def add_action(self, widget: QWidget) -> None:
        """Puts a widget at the right of the title."""
        self._actions.addWidget(widget)

    def set_next(self, page_id: str, text: str) -> None:
        """The button at the bottom right: text is for instance tr("DataPage", "Next: Model")."""
        self.next_button = button(text, lambda: self.page_wanted.emit(page_id), role="primary")
        self.foot.addWidget(self.next_button)

    # ---- for the window ----------------------------------------------------------------------------------------------

    def enter(self) -> None:
        if not self._look_for_missing():
            self.entered()

    @property
    def missing(self) -> str | None:
        if not self.services.made:  # so there is no project yet
            return missing_without_project(self.page_id)
        return self.services.workspace.missing_for(self.page_id)

    def _follow_workspace(self) -> None:
        workspace = self.services.workspace
        for signal in (workspace.project_changed, workspace.spec_changed, workspace.dataset_changed, workspace.run_changed):
            signal.connect(self._look_for_missing)

    def _look_for_missing(self) -> bool:
        missing = self.missing
        was_missing = self._stack.currentIndex() == 1
        self._stack.setCurrentIndex(1 if missing else 0)
        self._foot_box.setVisible(not missing and self.foot.count() > 1)
        self._set_actions_visible(not missing)
        if missing:
            self._missing_text.setText(missing)
            self._missing_remedy.setText(self._remedy_text())
        elif was_missing and self.isVisible():
            self.entered()
        return missing is not None

    def _set_actions_visible(self, visible: bool) -> None:
        self._action_box.setVisible(visible)

    def _remedy(self) -> str:
        if self.services.workspace.project is None:
            return "start"
        return "train" if self.page_id in _REMEDY and self.services.workspace.dataset_info else "data"

    def _remedy_text(self) -> str:
        return {
            "start": tr("Page", "Go to Start"),
            "data": tr("Page", "Go to Data"),
            "train": tr("Page", "Go to Train"),
        }[self._remedy()]

    def _go_to_remedy(self) -> None:
        self.page_wanted.emit(self._remedy())

    # ---- layout ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(GAP_PX)
        column.addLayout(self._head())
        column.addWidget(self._stack, 1)
        self._foot_box = QWidget()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self._foot_box.setLayout(self.foot)
        column.addWidget(self._foot_box)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._lead)
        self._action_box = QWidget()
        self._actions.setContentsMargins(0, 0, 0, 0)
        self._action_box.setLayout(self._actions)
        head = QHBoxLayout()
        head.setSpacing(GAP_PX)
        head.addLayout(words, 1)
        head.addWidget(self._action_box, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        return head

    def _scrolled_body(self) -> QScrollArea:
        inside = _Body()
        self.body.setContentsMargins(0, 0, 0, 0)
        inside.setLayout(self.body)
        return scrolling(inside)

    def _missing_view(self) -> QWidget:
        view = QWidget()
        column = QVBoxLayout(view)
        column.addStretch(2)
        self._missing_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._missing_text)
        column.addSpacing(GAP_PX)
        column.addWidget(self._missing_remedy, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return view

    @property
    def missing_label(self) -> QLabel:
        return self._missing_text


class _Body(QWidget):
    """Scrolls when its parts no longer fit at their smallest. Qt would scroll as soon as they miss their favourite height."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout is not None else super().heightForWidth(width)
