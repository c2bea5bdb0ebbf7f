"""The LayersPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class LayersPage(Page):
    page_id = "layers"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("LayersPage", "Which layers may change?"))
