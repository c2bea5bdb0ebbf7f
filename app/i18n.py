"""Every word a person reads goes through here. English is the source; translations lie in resources/translations."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from core.contracts.messages import MESSAGES
from core.contracts.messages import worded as worded_in_english

if TYPE_CHECKING:
    from core.contracts.errors import Param

TRANSLATIONS_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"


class Coded(Protocol):
    """What core says as a code: an ErrorInfo or a Notice event."""

    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, "Param"]: ...


def tr(context: str, text: str) -> str:
    """The translation of an English text. Fill placeholders afterwards: `tr("DataPage", "{count} pictures").format(...)`.

    Both arguments must be literals: the translation table is made by reading the source.
    """
    return QCoreApplication.translate(context, text)


def counted(count: int, one: str, many: str) -> str:
    """`one` or `many` (both translated already) with `{count}` filled in, thousands grouped."""
    return (one if count == 1 else many).format(count=number(count))


def number(value: int) -> str:
    """1234567 as "1,234,567", in the manner of the person's language."""
    return QLocale().toString(value)


def worded(said: Coded) -> str:
    """The sentence for a code of core, translated if its translation is known."""
    return worded_code(said.code, said.params)


def worded_code(code: str, params: "Mapping[str, Param]") -> str:
    english = MESSAGES.get(code)
    if english is None:  # an event log of a newer Fettle
        return f"{code} {dict(params)}" if params else code
    try:
        return worded_in_english(code, params, QCoreApplication.translate("messages", english))
    except (KeyError, IndexError, ValueError):  # a slip in a translation must not hide what happened
        return worded_in_english(code, params)


def available_languages() -> list[str]:
    """Language codes that can be chosen, English first."""
    found = sorted(path.stem.removeprefix("fettle_") for path in TRANSLATIONS_FOLDER.glob("fettle_*.qm"))
    return ["en", *found]


def install_translations(application: QCoreApplication, language: str) -> list[QTranslator]:
    """Makes the application speak a language. "system" follows the machine; unknown ones stay English.

    The translators returned must be kept as long as the application lives.
    """
    locale = QLocale.system() if language == "system" else QLocale(language)
    if locale.language() == QLocale.Language.C:  # a bare system: numbers as people write them nevertheless
        locale = QLocale("en_US")
    QLocale.setDefault(locale)
    folders = {"fettle": str(TRANSLATIONS_FOLDER), "qtbase": QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}
    installed = []
    for name, folder in folders.items():
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder):
            application.installTranslator(translator)
            installed.append(translator)
    return installed
