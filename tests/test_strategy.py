"""What docs/strategy.md says of each row of the strategy: all of them, and nothing untrue."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "strategy.md").read_text()
STANDINGS = ("served", "in part", "to come", "policy only")
IDS = """
    P-1 P-2 P-3 P-4 P-5 P-6 P-7 P-8
    J-1 J-2 J-3 J-4 J-5 J-6 J-7 J-8 J-9 J-10 J-11
    V-1 V-2 V-3 V-4 V-5 V-6 M-1 M-2 F-1 F-2
    E1.1 E1.2 E1.3 E1.n
    I1.1 I1.1.a I1.1.a1 I1.1.a2 I1.1.a3 I1.1.a4 I1.1.a5
    I1.2 I1.2.a I1.2.a1 I1.2.a2 I1.2.a3 I1.2.a4 I1.2.b I1.2.c I1.2.d I1.2.e I1.2.f
    I1.3 I1.3.a I1.4 I1.4.a I1.4.b I1.4.c
    I2.1 I2.1.a I2.1.b I2.1.c I2.1.d I2.1.e I2.2 I2.2.a I2.2.b I2.2.c I2.2.d
    I2.3 I2.3.a I2.3.b I2.3.c
    I3.1 I3.1.a I3.1.b I3.1.c I3.1.d I3.1.e I3.1.f I3.2 I3.2.a I3.2.b I3.2.c
    I3.3 I3.3.a I3.3.b I3.3.c I3.3.d I3.3.e
    I4.1 I4.1.a I4.1.b I4.1.c I4.2 I4.2.a I4.2.b I4.3 I4.3.a I4.3.b I4.3.c I4.3.d
    I4.4 I4.4.a I4.4.b I4.4.c I4.4.d
    I4.5 I4.5.a I4.5.b I4.5.c I4.5.d I4.5.e I4.5.f I4.5.g
    I5.1 I5.1.a I5.1.b I5.2 I5.2.a I5.2.a1 I5.2.a2 I5.2.a3 I5.2.b
    I5.3 I5.3.a I5.3.b I5.3.c I5.4 I5.4.a I5.4.b I5.5
    N-1 N-2 N-2a N-2b N-2c N-2d N-2e N-2f N-2g N-3 N-3a N-3b N-3c N-4 N-5
"""
"""The strategy's rows in its order: they change only when the city adopts another strategy."""
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| [A-Z]\d?[.-]", line)
]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))
LINK = re.compile(r"\]\(([^)#]+)")
TO_TAKE = sorted(set(re.findall(r"`([\w-]+-(?:1280|390))`", "\n".join(row[5] for row in ROWS))))


def test_every_row_of_the_strategy_stands_there_once_and_in_its_order() -> None:
    assert [row[0] for row in ROWS] == IDS.split()
    assert {len(row) for row in ROWS} == {7}


def test_each_has_one_of_four_standings_and_their_sums_are_told() -> None:
    found = Counter(row[2] for row in ROWS)
    told = {name: int(rows) for name, rows in re.findall(r"^\| ([a-z ]+) \| (\d+) \|", PAGE, re.M)}
    assert told == {**{each: found[each] for each in STANDINGS}, "all": len(IDS.split())}
    assert set(found) == set(STANDINGS)


def test_nothing_counts_as_served_without_a_page_and_a_test() -> None:
    for row, _, standing, today, shown_by, _, still in ROWS:
        below = today.startswith("see the ")
        if standing in ("served", "in part") and not below:
            assert LINK.search(today), row
            assert "`tests/" in shown_by, row
        if standing == "to come":
            assert (today, shown_by) == ("", ""), row
        assert bool(still) == (standing != "served") or standing == "policy only", row


@pytest.mark.parametrize("link", sorted(set(LINK.findall(PAGE))))
def test_what_the_page_links_to_is_there(link: str) -> None:
    assert (ROOT / "docs" / link).exists()


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda text: text or "whole")
def test_a_test_that_the_page_names_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    functions = [
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert name in functions if name else any(each.startswith("test_") for each in functions)


def test_a_picture_that_was_taken_is_linked() -> None:
    taken = (ROOT / "docs" / "screens" / f"{picture}.png" for picture in TO_TAKE)
    assert [each.name for each in taken if each.exists()] == []
