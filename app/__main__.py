"""The one entry point: the window, the command line, and a packaged program's child processes.

No argument, or a project folder: the window. `--worker`: a child process. Anything else: the command line.
"""

import sys
from importlib import import_module
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["--worker"]:
        return int(import_module("core.runtime.worker").main())
    project = _project_in(arguments)
    if arguments and project is None:
        return int(import_module("core.cli").main(arguments))
    return show_window(project)


def _project_in(arguments: list[str]) -> Path | None:
    """The folder, where the only argument is a project: a double-clicked or dropped one."""
    if len(arguments) == 1 and (Path(arguments[0]) / "project.json").is_file():
        return Path(arguments[0])
    return None


def show_window(project: Path | None = None) -> int:
    """Opens the window and returns when it has been closed."""
    from PySide6.QtWidgets import QApplication

    from app.application import Application

    qt = QApplication(sys.argv[:1])
    fettle = Application(qt)
    try:
        fettle.open_window(project)
        return qt.exec()
    finally:
        fettle.close()


if __name__ == "__main__":
    sys.exit(main())
