"""The ModelPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class ModelPage(Page):
    page_id = "model"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("ModelPage", "Pick a model"))
