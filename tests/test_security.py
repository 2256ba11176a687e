"""What docs/security.md says is tested: every test it names exists, every row has one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
PROMISE = re.compile(r"^\| ([AC]\d+(?:, [AC]\d+)*) \|(.*)$", re.M)
CHAPTER = re.compile(r"^\| (V\d[^|]*) \|(.*)$", re.M)
SAYS_WHY = ("not met", "n/a", "there is none", "documented", "met: [", "met: decoded")


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda text: text)
def test_a_test_that_the_page_names_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    functions = [
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert name in functions


def test_every_promise_has_its_row_with_a_test_or_says_that_it_is_not_met() -> None:
    rows = {name: text for names, text in PROMISE.findall(PAGE) for name in names.split(", ")}
    assert list(rows) == [f"A{n}" for n in range(1, 27)] + [f"C{n}" for n in range(1, 39)]
    assert [name for name, text in rows.items() if "::" not in text and "not met" not in text] == []


def test_every_chapter_of_the_standard_has_its_rows_each_with_a_test_or_a_reason() -> None:
    rows = dict(CHAPTER.findall(PAGE))
    chapters = {int(number) for name in rows for number in re.findall(r"V(\d+)", name)}
    assert chapters == set(range(1, 18))
    for name, text in rows.items():
        assert "::" in text or any(word in text for word in SAYS_WHY), name


def test_many_tests_are_named() -> None:
    assert len(NAMED) > 80
