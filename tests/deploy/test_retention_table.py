"""The city's table names every kind of datum, and every table belongs to exactly one of them."""

import asyncio
import re
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from deploy.cli.city.check import read
from deploy.cli.instance import DATABASES
from deploy.cli.retention.kinds import KINDS
from deploy.cli.retention.removals import REMOVALS
from deploy.cli.retention.rows import Rows
from services.gateway.store.erasing import ERASED, FIELDS
from services.gateway.store.protection import ENCRYPTED
from shared.city import Then
from shared.city.retention import before
from shared.migrations import folders_of
from tests.deploy.test_city_folder import BARCELONA, NOW, folder, told
from tests.fixtures.databases import Database

TABLE = re.compile(r"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)", re.M)
REFERS = """
SELECT conrelid::regclass::text AS name FROM pg_constraint
WHERE contype = 'f' AND confrelid = 'person'::regclass
UNION SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'person'
"""
STAYS_WITHOUT_A_NAME = {"look", "erasure"}
"""The trace, which erasure keeps, and the list of those who were erased."""
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
"""
STAY: dict[str, str] = {
    "person": "id version created_at erased_at",
    "contact": "id version code door unit centre level reason state city_version opened_at "
    "waiting_from started_at ended_at outcome left_from desk calls spans exchange_call "
    "anonymised_at matters circumstances danger_asked level_why level_against follow_up_on "
    "ways interpreter intensity pending_call entered_later invented papers called_at returns "
    "goes_after appointment_at told_wait",
    "contact_act": "contact version act staff at undone unit passed_to",
    "pending_call": "id version unit centre origin contact level reason state first_at due_at "
    "attempts owner caller calling_since ended_at settled given_up answered_by joined_into "
    "answer_at place number_corrected_at",
    "pending_act": "pending_call version stands unit act staff at undone_at",
    "person_search": "reader at",
    "appointment": "id version unit slot professional kind state reason code day language "
    "requested_at booked_at starts_at minutes arrived_at began_at ended_at missed_at moves "
    "referral restricted cancelled_by mail_until",
    "handed_on": "id version told unit from_unit reason code organisation internal level "
    "restricted state sent_at answer_by opened_at answered_at ended_at no withdrawn_at "
    "taken_back taken_up_at",
    "group_place": "id version told unit reason session programme held_at starts_at places "
    "restricted asked_at state answer offered_until ended_at attendance dealt_with_at",
    "first_visit": "referral version unit slot code asked_at appointment",
    "break_glass": "id person staff unit roles reason opened_at until noted_at noted_by mailed_at "
    "mail_tries mail_after mail_refused",
    "seal_change": "id person what before after changed_by at reason",
    "answered_command": "principal key route digest at",
}
"""Columns that erasing leaves as they are, in the tables whose rows stay: none says who it was."""
__all__ = ["folder"]


def tables(database: str) -> set[str]:
    """What the schema's files make, and the ledger of the migrations."""
    files = [path for each in folders_of(database) for path in each.glob("0*.sql")]
    return {name for path in files for name in TABLE.findall(path.read_text())} | {
        "schema_migration"
    }


@pytest.mark.parametrize("database", DATABASES)
def test_every_table_belongs_to_exactly_one_kind(database: str) -> None:
    named = Counter(
        name for kind in KINDS.values() if database in kind.databases for name in kind.tables
    )
    assert set(named) == tables(database)
    assert set(named.values()) == {1}


def test_whatever_shall_go_goes_by_something_and_nothing_else_does() -> None:
    going = {Then.DELETE, Then.ANONYMISE, Then.ERASE}
    assert set(REMOVALS) == {code for code, kind in KINDS.items() if kind.then in going}
    for code, removals in REMOVALS.items():
        rows = [each.table for each in removals if isinstance(each, Rows)]
        assert not rows or tuple(rows) == KINDS[code].tables


def test_barcelona_says_of_every_kind_how_long_and_why() -> None:
    city, mistakes = read(BARCELONA)
    assert mistakes == []
    assert city is not None
    assert {row.kind for row in city.retention} == set(KINDS)
    by_kind = {row.kind: row.keep for row in city.retention}
    assert (by_kind["contacts"], by_kind["backups"]) == ("P12M", "P30D")
    assert not city.rules.retention.automatic


def test_whatever_refers_to_a_person_is_erased_with_them(database: Database) -> None:
    async def referring() -> set[str]:
        connection = await asyncpg.connect(await database("gateway"))
        try:
            return {row["name"] for row in await connection.fetch(REFERS)}
        finally:
            await connection.close()

    found = {re.sub(r"^look_.*", "look", name) for name in asyncio.run(referring())}
    named = " ".join(ERASED.values())
    missing = {name for name in found if not re.search(rf"(UPDATE|FROM) {name}\b", named)}
    assert missing - {"person"} == STAYS_WITHOUT_A_NAME


def test_every_column_of_a_row_that_stays_is_emptied_or_says_nothing_of_the_person(
    database: Database,
) -> None:
    async def columns() -> dict[str, set[str]]:
        connection = await asyncpg.connect(await database("gateway"))
        try:
            rows = await connection.fetch(COLUMNS)
        finally:
            await connection.close()
        return {
            name: {row["column_name"] for row in rows if row["table_name"] == name} for name in STAY
        }

    there = asyncio.run(columns())
    statements = [*ERASED.values(), FIELDS]
    going = {name for each in statements for name in re.findall(r"DELETE FROM (\w+)", each)}
    assert {each.table for each in ENCRYPTED} <= STAY.keys() | going
    for each in statements:
        for name, said in re.findall(r"UPDATE (\w+) SET (.*?)\s+WHERE", each, re.S):
            emptied = set(re.findall(r"(?:^|, *|\n *)(\w+) =", said))
            assert emptied | set(STAY[name].split()) == there[name], name
            assert not emptied & set(STAY[name].split()) - {"version", "erased_at"}, name


@pytest.mark.parametrize(
    ("keep", "at", "limit"),
    [
        ("P30D", "2026-03-01", "2026-01-30"),
        ("P1M", "2026-03-31", "2026-02-28"),
        ("P12M", "2024-02-29", "2023-02-28"),
        ("P2Y", "2026-11-24", "2024-11-24"),
        ("P14M", "2026-01-15", "2024-11-15"),
    ],
)
def test_a_length_of_time_is_counted_back_by_the_calendar(keep: str, at: str, limit: str) -> None:
    day = NOW.fromisoformat(f"{at}T10:00:00+00:00")
    assert before(day, keep).date().isoformat() == limit


MISTAKES = [
    ("contacts,P12M", "contacts,12 months", ["'12 months' is no length of time", "P12M"]),
    ("contacts,P12M", "contacts,P1W", ["no length of time"]),
    ("contacts,P12M", "contacts,forever", ["no length of time"]),
    ("contacts,P12M", "contacts,P7D", ["too short", "P30D"]),
    ("contacts,P12M", "contact,P12M", ["no kind 'contact'", "Did you mean contacts?"]),
    ("contacts,P12M,ended", "contacts,P12M,created", ["'created'", "cannot do", "Write ended"]),
    ("ended,anonymise", "ended,delete", ["'delete', which this kind", "Write anonymise"]),
    ("ended,anonymise", "ended,forget", ["'forget' is no then"]),
    ("desks,forever", "desks,P12M", ["The system needs all", "forever"]),
    ("looks,P36M", "looks,P12M", ["too short", "P24M"]),
    ("people,P24M", "people,P6M", ["ends before 'contacts'", "P12M or more"]),
    ("accounts,P36M", "accounts,P30M", ["ends before 'looks'", "P36M or more"]),
    ("calls,P12M", "contacts,P12M", ["already on line"]),
    (",They begin anew each day", ",", ["English text 'reason_en' is missing"]),
]


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES)
def test_a_mistake_of_the_table_is_told_with_its_line_and_remedy(
    folder: Path, right: str, wrong: str, words: list[str]
) -> None:
    path = folder / "retention.csv"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    line = text[: text.index(right)].count("\n") + 1
    assert told(folder, "retention.csv", line, words)


def test_a_kind_that_is_left_out_is_told(folder: Path) -> None:
    path = folder / "retention.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    left = [line for line in lines if not line.startswith("calls,")]
    path.write_text("\n".join(left), encoding="utf-8")
    assert told(folder, "retention.csv", 1, ["'calls' is missing", "another city's folder"])


def test_backups_may_not_outlive_the_list_of_those_who_were_erased(folder: Path) -> None:
    path = folder / "retention.csv"
    text = path.read_text(encoding="utf-8").replace("backups,P30D", "backups,P90M")
    path.write_text(text, encoding="utf-8")
    [line] = [n for n, row in enumerate(text.splitlines(), 1) if row.startswith("erasures,")]
    assert told(folder, "retention.csv", line, ["ends before 'backups'", "P90M or more"])
