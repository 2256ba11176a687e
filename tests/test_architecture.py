"""The rules about the tree that imports alone cannot show."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(p for room in ("services", "shared", "deploy") for p in (ROOT / room).rglob("*.py"))
STATEMENT = re.compile(r"\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM)\b", re.S)
SQL_ROOMS = {"store", "queries"}
NAMELESS = {"utils", "helpers", "common", "base", "misc", "service"}
LONGEST = 200


def rooms_of(path: Path) -> set[str]:
    return {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("service", ["gateway", "referrals", "groups", "indicators"])
def test_a_service_speaks_to_its_database_in_two_rooms_only(service: str) -> None:
    strays = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.is_relative_to(ROOT / "services" / service)
        and not rooms_of(path) & SQL_ROOMS
        and STATEMENT.search(path.read_text())
    ]
    assert strays == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in CODE if rooms_of(path) & NAMELESS] == []


@pytest.mark.parametrize("service", ["gateway", "referrals", "groups", "indicators"])
def test_a_service_carries_its_card(service: str) -> None:
    card = (ROOT / "services" / service / "__init__.py").read_text()
    assert all(re.search(rf"^{word}\s", card, re.M) for word in ("Owns", "Tells", "Hears", "Shows"))


def test_only_the_owner_constructs_what_its_contract_declares() -> None:
    types = re.findall(
        r"^class (\w+)\(ContactEvent\)", _text("shared/contracts/gateway/contacts.py"), re.M
    )
    made = re.compile(rf"\b({'|'.join(types)})\(")
    others = [path for path in CODE if "gateway" not in rooms_of(path)]
    assert types
    assert [str(path) for path in others if made.search(path.read_text())] == []


def test_nothing_tracked_is_a_link_or_ignored() -> None:
    if not (ROOT / ".git").exists():
        return
    git = ["git", "-C", str(ROOT), "ls-files"]
    tracked = subprocess.check_output([*git, "-s"], text=True).splitlines()
    assert [line for line in tracked if line.startswith("120000")] == []
    assert subprocess.check_output([*git, "-ci", "--exclude-standard"], text=True) == ""


def _text(name: str) -> str:
    return (ROOT / name).read_text()
