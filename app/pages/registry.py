"""The pages, in the order of the job. Each is made when it is first shown."""

from dataclasses import dataclass
from pkgutil import resolve_name

from app.i18n import tr
from app.pages.page import Page
from app.services import Services


@dataclass(frozen=True)
class PageEntry:
    """A row of the rail. step: its number, or None where it is not a step of the job."""

    page_id: str
    where: str
    step: int | None = None
    icon: str = ""


PAGES: tuple[PageEntry, ...] = (
    PageEntry("start", "app.pages.start.page:StartPage", icon="home"),
    PageEntry("data", "app.pages.data.page:DataPage", step=1),
    PageEntry("model", "app.pages.model.page:ModelPage", step=2),
    PageEntry("layers", "app.pages.layers.page:LayersPage", step=3),
    PageEntry("train", "app.pages.train.page:TrainPage", step=4),
    PageEntry("results", "app.pages.results.page:ResultsPage", step=5),
    PageEntry("try_it", "app.pages.try_it.page:TryItPage", step=6),
    PageEntry("export", "app.pages.export.page:ExportPage", step=7),
    PageEntry("runs", "app.pages.runs.page:RunsPage", icon="list"),
    PageEntry("settings", "app.pages.settings.page:SettingsPage", icon="gear"),
)


def page_name(page_id: str) -> str:
    return {
        "start": tr("Rail", "Start"),
        "data": tr("Rail", "Data"),
        "model": tr("Rail", "Model"),
        "layers": tr("Rail", "Layers"),
        "train": tr("Rail", "Train"),
        "results": tr("Rail", "Results"),
        "try_it": tr("Rail", "Try it"),
        "export": tr("Rail", "Export"),
        "runs": tr("Rail", "Runs"),
        "settings": tr("Rail", "Settings"),
    }[page_id]


def make_page(entry: PageEntry, services: Services) -> Page:
    page: Page = resolve_name(entry.where)(services)
    return page
