"""The TryItPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class TryItPage(Page):
    page_id = "try_it"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("TryItPage", "Try it"))
