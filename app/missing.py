"""What a page says as long as there is no project. Apart from the workspace, since the first paint says it too."""

from app.i18n import tr

WITHOUT_PROJECT = ("start", "settings", "try_it")


def missing_without_project(page_id: str) -> str | None:
    """The sentence, or None for a page that needs no project."""
    if page_id in WITHOUT_PROJECT:
        return None
    return tr("Missing", "No project is open. Make one, or open a sample, on the Start page.")
