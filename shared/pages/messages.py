"""Catalan, Spanish and English: sources are English, catalogues stand beside the templates."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from shared.identity import LANGUAGES

ROOT = Path(__file__).parents[2]
DEFAULT = "ca"
NAMES = {"ca": "Català", "es": "Castellano", "en": "English"}


def N_(message: str) -> str:
    """Mark a message for translation where it is written, not where it is shown."""
    return message


def folders(service: str) -> list[Path]:
    """Where this service's catalogues are: its own after the shared ones."""
    return [ROOT / "shared" / "pages" / "locale", ROOT / "services" / service / "locale"]


@cache
def translations(service: str, language: str) -> NullTranslations:
    """All messages of a service's pages in one language, read once."""
    merged = Translations()
    for folder in folders(service):
        path = folder / language / "messages.po"
        if path.exists():
            merged.merge(_compiled(path))
    return merged


def _compiled(path: Path) -> Translations:
    with path.open("rb") as source:
        catalogue = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def preferred(choices: Iterable[str | None], accept: str) -> str:
    """The first choice that we speak, else the browser's first, else Catalan."""
    for choice in choices:
        if choice in LANGUAGES:
            return str(choice)
    for part in accept.split(","):
        language = part.partition(";")[0].strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT
