"""``python -m tests.messages``: brings every catalogue up to date with what the sources say.

A message belongs to the shared catalogue if anything in ``shared/`` says it, else to the service's
own. What is no longer said goes; what is new waits untranslated, and a test names it.
"""

import ast
import io
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from shared.pages.messages import ROOT

TRANSLATED = ("ca", "es")
SERVICES = ("gateway", "groups", "indicators", "referrals")
SHARED = "shared"
DEMO = ROOT / "deploy" / "city" / "barcelona"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"extensions": "jinja2.ext.i18n", "silent": "false"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
WIDTH = 100
HEADER = """\
# Portes: {place}. Written by hand; kept up to date with the sources by "make messages".
msgid ""
msgstr ""
"Project-Id-Version: Portes\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
Message = str | tuple[str, ...]
"""A msgid, or the singular and the plural of one."""


def room(place: str) -> Path:
    """The folder of ``shared`` or of a service."""
    return ROOT / SHARED if place == SHARED else ROOT / "services" / place


def catalogue_path(place: str, language: str) -> Path:
    """Where its messages in one language are."""
    inner = room(place) / "pages" if place == SHARED else room(place)
    return inner / "locale" / language / "messages.po"


@cache
def said(place: str) -> frozenset[Message]:
    """What the sources of ``shared`` or of one service say."""
    told = frozenset(_in_templates(room(place))) | frozenset(_in_code(room(place)))
    return told | formulas() if place == "indicators" else told


def formulas() -> frozenset[str]:
    """How the city folder writes out what is measured: once, and translated as messages are."""
    sections = yaml.safe_load((DEMO / "indicators.yaml").read_text())
    return frozenset(section["formula"] for section in sections.values())


def wanted(place: str) -> frozenset[Message]:
    """What its catalogue holds: a service's leaves out what the shared one has."""
    return said(place) if place == SHARED else said(place) - said(SHARED)


def catalogue(path: Path) -> Catalog:
    """The catalogue as it stands; an empty one if there is none."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as source:
        return read_po(source)


def updated(place: str, language: str) -> str:
    """The catalogue's text with exactly the messages wanted, and the translations it has."""
    known = catalogue(catalogue_path(place, language))
    fresh = Catalog(language)
    for message in wanted(place):
        before = known.get(message if isinstance(message, str) else message[0])
        fresh.add(message, string=before.string if before and before.id == message else None)
    text = io.BytesIO()
    write_po(text, fresh, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(place=place, language=language) + text.getvalue().decode()


def refusal_titles(folder: Path) -> Iterator[str]:
    """The sentences of refusals: ``title`` of each class that has a ``code`` or a ``status``."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                texts = dict(_texts_of(node))
                if {"code", "title"} <= texts.keys():
                    yield texts["title"]


def _texts_of(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Class attributes that are plain text."""
    for line in node.body:
        targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
        value = getattr(line, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield from ((each.id, value.value) for each in targets if isinstance(each, ast.Name))


def _in_templates(folder: Path) -> Iterator[Message]:
    for path in sorted(folder.rglob("templates/*.html")):
        with path.open("rb") as source:
            yield from _plain(babel_extract(source, KEYWORDS, (), OPTIONS))


def _in_code(folder: Path) -> Iterator[Message]:
    yield from refusal_titles(folder)
    for path in sorted(folder.rglob("*.py")):
        with path.open("rb") as source:
            yield from _plain(extract_python(source, KEYWORDS, (), {}))


def _plain(found: Iterable[tuple[int, str | None, object, list[str]]]) -> Iterator[Message]:
    """Messages as extractors give them: a text, or a tuple with the arguments that are texts."""
    for _line, function, texts, _comments in found:
        parts = [each for each in _listed(texts) if isinstance(each, str)]
        if function == "ngettext":
            yield (parts[0], parts[1])
        elif parts:
            yield parts[0]


def _listed(texts: object) -> tuple[object, ...]:
    return texts if isinstance(texts, tuple) else (texts,)


def main() -> None:
    """Write every catalogue."""
    for place in (SHARED, *SERVICES):
        for language in TRANSLATED:
            path = catalogue_path(place, language)
            text = updated(place, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            empty = sum(1 for message in catalogue(path) if message.id and not message.string)
            if empty:
                print(f"{path.relative_to(ROOT)}: {empty} to be translated")


if __name__ == "__main__":
    main()
