"""The one entry point: the window, the command line, and a packaged program's child processes.

No argument, or a project folder: the window. `--sample`: the window with the sample project, or the same job without a
window where there is no display. `--worker`: a child process. Anything else: the command line.
"""

import sys
from importlib import import_module
from pathlib import Path

from app.display import broken_display, missing_display


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["--worker"]:
        return int(import_module("core.runtime.worker").main())
    with_sample = arguments == ["--sample"]
    project = _project_in(arguments)
    if arguments and project is None and not with_sample:
        return int(import_module("core.cli").main(arguments))
    why_not = missing_display() or (broken_display() if with_sample else "")
    if why_not and with_sample:
        return int(import_module("app.headless").run_sample(why_not))
    if why_not:
        print(f"fettle: {why_not} Everything works without it too: fettle --help", file=sys.stderr)
        return 2
    return show_window(project, with_sample=with_sample)


def _project_in(arguments: list[str]) -> Path | None:
    """The folder, where the only argument is a project: a double-clicked or dropped one."""
    if len(arguments) == 1 and (Path(arguments[0]) / "project.json").is_file():
        return Path(arguments[0])
    return None


def show_window(project: Path | None = None, *, with_sample: bool = False) -> int:
    """Opens the window and returns when it has been closed."""
    from PySide6.QtWidgets import QApplication

    from app.application import Application

    qt = QApplication(sys.argv[:1])
    fettle = Application(qt)
    try:
        fettle.open_window(project, with_sample=with_sample)
        return qt.exec()
    finally:
        fettle.close()


if __name__ == "__main__":
    sys.exit(main())
