"""The SettingsPage."""

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


class SettingsPage(Page):
    page_id = "settings"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.set_title(tr("SettingsPage", "Settings"))
