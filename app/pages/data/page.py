"""The DataPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class DataPage(Page):
    page_id = "data"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("DataPage", "Your pictures"))
