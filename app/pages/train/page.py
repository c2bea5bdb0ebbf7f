"""The TrainPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class TrainPage(Page):
    page_id = "train"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("TrainPage", "Training"))
