"""The keys of the desk: what its pages press stands in the list behind ``?`` and in the docs."""

import re

from tests.fixtures.databases import ROOT

TEMPLATES = ROOT / "services" / "gateway" / "templates"
INCLUDED = re.compile(r"{%-? *(?:include|import) '([^']+)'")
PRESSED = re.compile(r"""data-key="([a-z/?])"|reason_first\([^)]*'([a-z])'""")
LISTED = re.compile(r"\('([A-Z/?])', _\(")


def of_the_desk(name: str = "desk.html") -> set[str]:
    """The page's template and every one that it includes."""
    told = {name}
    for each in INCLUDED.findall((TEMPLATES / name).read_text()):
        if (TEMPLATES / each).exists():
            told |= of_the_desk(each)
    return told


def pressed() -> set[str]:
    text = "".join((TEMPLATES / each).read_text() for each in sorted(of_the_desk()))
    return {(one or two).upper() for one, two in PRESSED.findall(text)}


def test_every_letter_of_the_desk_stands_in_the_list_behind_the_question_mark() -> None:
    listed = set(LISTED.findall((TEMPLATES / "keys.html").read_text()))
    assert pressed() == listed


def test_every_letter_of_the_desk_stands_in_the_document_with_what_it_does() -> None:
    document = (ROOT / "docs" / "desk.md").read_text()
    assert {each for each in pressed() if f"| `{each}` |" not in document} == set()


def test_no_letter_means_two_things_while_somebody_is_served() -> None:
    """Where the page's bar and its content have the same letter, one of them cannot be pressed."""
    tools = (TEMPLATES / "desk_tools.html").read_text()
    work = "".join((TEMPLATES / e).read_text() for e in sorted(of_the_desk("work.html")))
    both = {one or two for one, two in PRESSED.findall(tools)} & {
        one or two for one, two in PRESSED.findall(work)
    }
    assert both == set()
