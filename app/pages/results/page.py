"""The ResultsPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class ResultsPage(Page):
    page_id = "results"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("ResultsPage", "How good is it?"))
