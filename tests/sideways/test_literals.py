"""Nobody in the tests has a telephone, a document or a name that the search does not know."""

import re

from tests.fixtures.canaries import canaries_in
from tests.fixtures.databases import ROOT

OF_SPELLING = {"test_identities.py", "test_unusual.py", "test_sideways.py"}
"""Files where how something is written is the question: nothing of it reaches a service."""
OF_DIRECTORIES = {"test_partners.py"}
"""Files whose names are those of organisations and their places, never somebody's."""
LITERALS = {
    "a telephone": re.compile(r"""["'](?:\+34|0034)?[ -]?[6-9]\d[ -]?\d([ -]?\d\d\d){2}["']"""),
    "a telephone in twos": re.compile(r"""["'](?:\+34|0034)?[ -]?[89]\d \d{3}( \d\d){2}["']"""),
    "a document": re.compile(r"""["'][XYZ\d]\d{7}-?[A-Z]["']"""),
    "a name": re.compile(r"""\bIdentity\(["']|["']name["']: ["'][A-Z]\w+ \w+["']"""),
    "a name given": re.compile(
        r"""\bname=["'][A-Z]\w+ [A-Z]\w+["']|name["'], ["'][A-Z]\w+ \w+["']"""
    ),
    "free words": re.compile(
        r"""["']?\b(?:words|remark|note|why)["']?(?:: |=)["'][^"']+ [^"']+["']"""
    ),
    "words typed": re.compile(
        r"""fill\(["'](?!#reason-words)[^"']*(?:words|remark|note|why)[^"']*["'], ["'](?!a+["'])"""
    ),
}
FILES = [*sorted(ROOT.glob("tests/**/test_*.py")), ROOT / "tests" / "shared" / "tried.py"]


def test_whoever_is_made_up_in_a_test_is_a_canary() -> None:
    found = [
        f"{file.name}: {what} in line {text[: match.start()].count(chr(10)) + 1}"
        for file in FILES
        if file.name not in OF_SPELLING | OF_DIRECTORIES
        for text in [file.read_text()]
        for what, pattern in LITERALS.items()
        for match in pattern.finditer(text)
        if not canaries_in(match[0])
    ]
    assert found == []
