"""Makes the tables that translators work on, and what Qt reads from them. Not part of the running window.

python -m app.translation_tables update     source texts -> resources/translations/fettle_*.ts
python -m app.translation_tables compile    fettle_*.ts -> fettle_*.qm
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import PySide6

from app.i18n import TRANSLATIONS_FOLDER
from core.contracts.messages import MESSAGES

LANGUAGES = ("zh_CN",)
ROOT = Path(__file__).resolve().parent.parent
# our own function is called like Qt's translate(context, text)
_OPTIONS = ("-tr-function-alias", "translate+=tr", "-locations", "none", "-no-obsolete", "-source-language", "en_US")


def update(folder: Path = TRANSLATIONS_FOLDER) -> None:
    """Writes new source texts into the tables and drops those that are gone. Finished translations stay."""
    with tempfile.TemporaryDirectory() as place:
        sources = [*_sources(), _messages_as_source(Path(place))]
        for language in LANGUAGES:
            table = folder / f"fettle_{language}.ts"
            _run("lupdate", *sources, *_OPTIONS, "-target-language", language, "-ts", table)


def compile_tables(folder: Path = TRANSLATIONS_FOLDER) -> None:
    """Writes the .qm files beside the .ts files."""
    for table in sorted(folder.glob("fettle_*.ts")):
        _run("lrelease", table, "-qm", table.with_suffix(".qm"))


def _sources() -> list[Path]:
    return sorted((ROOT / "app").rglob("*.py"))


def _messages_as_source(folder: Path) -> Path:
    """Core's messages as a file that lupdate can read: core itself knows no Qt."""
    lines = [f'translate("messages", {json.dumps(text, ensure_ascii=False)})' for text in sorted(set(MESSAGES.values()))]
    path = folder / "messages.py"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _run(tool: str, *arguments: str | Path) -> None:
    program = Path(PySide6.__file__).parent / tool
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    actions = {"update": update, "compile": compile_tables}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.stderr.write("usage: python -m app.translation_tables update|compile\n")
        return 2
    actions[sys.argv[1]]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
