"""What is due by the city's table is counted first, then removed, and nothing else is."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.cli.instance import SERVICES
from deploy.cli.retention import daily, elsewhere, job, work
from deploy.cli.retention.kinds import KINDS
from deploy.cli.retention.people import Contacts
from deploy.cli.retention.removals import REMOVALS
from deploy.cli.retention.rows import Rows
from deploy.cli.supervisor.duties import run
from deploy.local.command import Problem
from shared.city import City, RetentionRules
from shared.city.retention import before
from shared.db import Connection
from shared.kafka import RETENTION_MS
from tests.deploy.keeping import NOW, Office, an_office, fresh
from tests.deploy.test_audit import REHASH
from tests.fixtures.messaging import Messaging
from tests.shared.looking import look

MONTHS = 72
"""Six years of data, a row of each kind a month."""
SEALED = "'\\x01'::bytea"
LATER = "SELECT n, '{at}'::timestamptz - make_interval(months => n, days => 1) AS at"
SERIES = f"FROM ({LATER} FROM generate_series(0, {MONTHS - 1}) AS n) AS m"
SEED: dict[str, tuple[bool, list[str]]] = {
    "gateway": (
        True,
        [
            "INSERT INTO person (id, version, name, telephone, created_at) SELECT "
            f"md5('p' || n)::uuid, 1, {SEALED}, {SEALED}, at {SERIES}",
            "INSERT INTO person_unit (person, unit, since) SELECT "
            f"md5('p' || n)::uuid, 'raval-sud', at {SERIES}",
            "INSERT INTO contact (id, version, code, door, unit, state, city_version, opened_at, "
            "ended_at, calls, spans, person, exchange_call) SELECT md5('c' || n)::uuid, 2, 'R001', "
            "'desk', 'raval-sud', 'closed', 1, at - interval '1 hour', at, 1, '[]', "
            f"md5('p' || n)::uuid, 'call-' || n {SERIES}",
            "INSERT INTO contact_act (contact, version, act, staff, at, before, unit) SELECT "
            "md5('c' || n)::uuid, 2, 'closed', gen_random_uuid(), at, "
            f"jsonb_build_object('person', md5('p' || n)::uuid), 'raval-sud' {SERIES}",
            f"INSERT INTO call_event SELECT 'call-' || n, 'rang', at, 'raval-sud' {SERIES}",
            f"INSERT INTO ticket_counter SELECT 'raval-sud', at::date, 7 {SERIES}",
            "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at, ended_at) SELECT "
            "gen_random_uuid(), md5('p' || n)::uuid, gen_random_uuid(), 'declared', "
            f"gen_random_uuid(), at, at {SERIES}",
            "INSERT INTO seal_change (id, person, what, before, after, changed_by, at, reason) "
            "SELECT gen_random_uuid(), md5('p' || n)::uuid, 'sealed', '{}', '{raval-sud}', "
            f"gen_random_uuid(), at, 'risk' {SERIES}",
            "INSERT INTO declared_conflict (id, staff, declared_at, ended_at) SELECT "
            f"gen_random_uuid(), gen_random_uuid(), at, at {SERIES}",
        ],
    ),
    "the gateway in real time": (
        False,
        [
            "INSERT INTO break_glass (id, person, staff, reason, opened_at, until) SELECT "
            f"gen_random_uuid(), md5('p' || n)::uuid, gen_random_uuid(), 'x', at, at {SERIES}",
            "INSERT INTO person_search (reader, at, asked) SELECT gen_random_uuid(), at, "
            f"{SEALED} {SERIES}",
            'INSERT INTO parked_event (topic, partition, "offset", reason, headers, parked_at) '
            f"SELECT 't', 0, n, 'r', '[]', at {SERIES}",
            "INSERT INTO answered_command (principal, key, route, digest, at) SELECT "
            f"gen_random_uuid(), 'k', 'r', '\\x00', at {SERIES}",
            "INSERT INTO legal_hold (id, subject, kind, reason, held_at, released_at) SELECT "
            f"gen_random_uuid(), gen_random_uuid(), 'person', 'claim', at, at {SERIES}",
            "INSERT INTO erasure (id, person, why, at, done) SELECT gen_random_uuid(), "
            f"gen_random_uuid(), 'request', at, '{{}}' {SERIES}",
            "INSERT INTO retention_run (id, as_of, as_of_real, table_digest, due) SELECT "
            f"gen_random_uuid(), at, at, '', '[]' {SERIES}",
        ],
    ),
    "indicators": (
        True,
        [
            "INSERT INTO desk_fact (unit, desk, version, state, since) SELECT 'raval-sud', 1, "
            f"{MONTHS} - n, 'open', at {SERIES}"
        ],
    ),
    "identity": (
        False,
        [
            "INSERT INTO account (id, user_name, password_hash, roles, active) SELECT "
            f"md5('a' || n)::uuid, 'a' || n, '', '{{reception}}', false {SERIES}",
            "INSERT INTO account_change (id, subject, at, what) SELECT gen_random_uuid(), "
            f"md5('a' || n)::uuid, at, 'deactivated' {SERIES}",
            "INSERT INTO session (token_hash, account_id, expires_at) SELECT "
            f"convert_to(md5('s' || n), 'UTF8'), md5('a' || n)::uuid, at {SERIES}",
            "INSERT INTO reset_link (token_hash, account_id, expires_at) SELECT "
            f"convert_to(md5('s' || n), 'UTF8'), md5('a' || n)::uuid, at {SERIES}",
            "INSERT INTO known_device (device_hash, account_id, last_used) SELECT "
            f"convert_to(md5('s' || n), 'UTF8'), md5('a' || n)::uuid, at {SERIES}",
            "INSERT INTO sign_in_try SELECT convert_to(md5('t' || n), 'UTF8'), '\\x00', 1, at "
            f"{SERIES}",
            "INSERT INTO provider_sign_in SELECT convert_to(md5('v' || n), 'UTF8'), '', '', '', at "
            f"{SERIES}",
            f"INSERT INTO provider_logout SELECT convert_to(md5('v' || n), 'UTF8'), at {SERIES}",
            "INSERT INTO api_key (id, name, prefix, key_hash, roles, machine, revoked_at) SELECT "
            "md5('k' || n)::uuid, 'k', 'p', convert_to(md5('k' || n), 'UTF8'), '{metrics}', "
            f"gen_random_uuid(), at {SERIES}",
            "INSERT INTO access_token SELECT convert_to(md5('k' || n), 'UTF8'), "
            f"md5('k' || n)::uuid, '{{}}', at {SERIES}",
        ],
    ),
}


@pytest.fixture(scope="module")
def databases(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(server, tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def office(databases: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return fresh(databases, tmp_path, monkeypatch)


def seed(office: Office) -> datetime:
    """Six years of every kind that goes row by row; the real time from which they are counted."""
    real = datetime.now(UTC)
    for name, (business, statements) in SEED.items():
        database = "gateway" if "real" in name else name
        at = NOW if business else real
        office.execute(database, *(each.replace("{at}", at.isoformat()) for each in statements))
    return real


def lines(told: Any, what: str = "due") -> dict[tuple[str, str], int]:
    return {(each["kind"], each["database"]): each["rows"] for each in told[what] if each["rows"]}


def gone(keep: str, seeded: datetime, now: datetime, *, by_day: bool = False) -> int:
    """How many of the months' rows began before that is kept; each began a day before its month."""
    began = [before(seeded, f"P{n}M") if n else seeded for n in range(MONTHS)]
    began = [at - timedelta(days=1) for at in began]
    if by_day:
        began = [at.replace(hour=0, minute=0, second=0, microsecond=0) for at in began]
    return sum(at < before(now, keep) for at in began)


def test_of_six_years_exactly_what_the_table_says_is_counted_and_removed(office: Office) -> None:
    real = seed(office)
    city = office.load()
    keeps = {row.kind: row.keep for row in city.retention}
    counted = office.told("retention", "due")
    now = datetime.fromisoformat(counted["as_of_real"])
    expected = {}
    for kind, removals in REMOVALS.items():
        if kind not in {"told-events", "looks"}:
            times = (NOW, NOW) if removals[0].business else (real, now)
            rows = gone(keeps[kind], *times, by_day=kind == "ticket-counters")
            expected[kind, KINDS[kind].databases[0]] = rows * len(removals)
    expected["desk-facts", "indicators"] -= 1  # the newest of them says how the desk stood then
    assert lines(counted) == expected
    done = office.told("retention", "apply", counted["report"], "--yes")
    for kind in ("sessions", "known-devices", "password-links"):
        expected[kind, "identity"] -= expected["accounts", "identity"]  # these went with it
    expected["exclusions", "gateway"] -= expected["people", "gateway"]
    expected["machine-tokens", "identity"] -= expected["machine-keys", "identity"]
    assert lines(done, "done") == {name: rows for name, rows in expected.items() if rows}
    assert lines(office.told("retention", "due")) == {}
    nothing_is_older(office, city)


def test_counting_removes_nothing(office: Office) -> None:
    seed(office)
    there = snapshot(office)
    assert min(there.values()) > 0
    office.portes("retention", "due")
    there["retention_run"] += 1
    assert snapshot(office) == there


def snapshot(office: Office) -> dict[str, int]:
    counts = {}
    for kind, removals in REMOVALS.items():
        for each in removals:
            if isinstance(each, Rows):
                [row] = office.rows(KINDS[kind].databases[0], f"SELECT count(*) FROM {each.table}")
                counts[each.table] = row["count"]
    return counts


def nothing_is_older(office: Office, city: City) -> None:
    """No row of any kind began before what the table says; contacts say nobody any more."""
    keeps = {row.kind: row.keep for row in city.retention}
    for kind, removals in REMOVALS.items():
        for each in removals:
            if isinstance(each, Rows) and kind != "desk-facts":
                limit = before(NOW if each.business else datetime.now(UTC), keeps[kind])
                found = office.rows(
                    KINDS[kind].databases[0],
                    f"SELECT 1 FROM {each.table} WHERE ({each.since}) < $1",
                    limit - timedelta(days=1),
                )
                assert not found, kind
    limit = before(NOW, keeps["contacts"])
    said = office.rows(
        "gateway",
        "SELECT count(*) FILTER (WHERE person IS NOT NULL OR code IS NOT NULL OR exchange_call "
        "<> id::text) AS named, count(*) AS all FROM contact WHERE ended_at < $1",
        limit,
    )
    assert (said[0]["named"], said[0]["all"] > 0) == (0, True)
    acts = office.rows(
        "gateway", "SELECT DISTINCT staff, before ->> 'person' AS person FROM contact_act "
        "WHERE at < $1", limit,
    )  # fmt: skip
    assert [tuple(row) for row in acts] == [(UUID(int=0), None)]


def test_counts_of_contacts_stay_when_they_are_anonymised(office: Office) -> None:
    seed(office)
    figures = "SELECT unit, state, opened_at, ended_at, version, reason FROM contact ORDER BY id"
    before_all = office.rows("gateway", figures)
    office.portes("retention", "apply", "--yes")
    assert office.rows("gateway", figures) == before_all


def test_a_persons_time_counts_from_their_last_contact_also_once_that_is_anonymised(
    office: Office,
) -> None:
    office.execute(
        "gateway",
        f"INSERT INTO person (id, version, name, created_at) VALUES ('{P}', 1, {SEALED}, "
        f"'{before(NOW, 'P60M')}')",
        a_contact(before(NOW, "P13M"), person=P),
    )
    told = office.told("retention", "apply", "--yes")
    assert lines(told, "done") == {("contacts", "gateway"): 1}
    assert lines(office.told("retention", "due")) == {}
    office.execute(
        "gateway", "UPDATE person SET last_contact_at = last_contact_at - interval '12 months'"
    )
    assert lines(office.told("retention", "apply", "--yes"), "done") == {("people", "gateway"): 1}
    [row] = office.rows("gateway", "SELECT name, erased_at FROM person")
    assert (row["name"], row["erased_at"] is not None) == (None, True)
    [line] = [
        json.loads(each) for each in (office.home / "erasures.jsonl").read_text().splitlines()
    ]
    assert (line["person"], line["why"]) == (str(P), "retention")


def test_somebody_with_an_open_contact_is_not_forgotten(office: Office) -> None:
    office.execute(
        "gateway",
        f"INSERT INTO person (id, version, name, created_at) VALUES ('{P}', 1, {SEALED}, "
        f"'{before(NOW, 'P60M')}')",
        a_contact(before(NOW, "P50M"), person=P, state="waiting"),
    )
    assert lines(office.told("retention", "due")) == {}


P, C, OTHER = (uuid4() for _ in range(3))


def a_contact(
    at: datetime, *, person: UUID | None = None, state: str = "closed", contact: UUID = C,
    call: str | None = None,
) -> str:  # fmt: skip
    named = f"'{person}'" if person else "NULL"
    return (
        "INSERT INTO contact (id, version, door, unit, state, city_version, opened_at, ended_at, "
        f"calls, spans, person, exchange_call) VALUES ('{contact}', 1, 'desk', 'raval-sud', "
        f"'{state}', 1, '{at}', {'NULL' if state == 'waiting' else repr(str(at))}, 0, '[]', "
        f"{named}, {repr(call) if call else 'NULL'})"
    )


def test_what_is_held_stays_until_it_is_released(office: Office) -> None:
    old = before(NOW, "P60M")
    call = f"INSERT INTO call_event VALUES ('held', 'rang', '{old}', 'raval-sud')"
    office.execute(
        "gateway",
        f"INSERT INTO person (id, version, name, created_at) VALUES ('{P}', 1, {SEALED}, '{old}')",
        a_contact(old, person=P),
        a_contact(old, contact=OTHER, call="held"),
        call,
    )
    assert sum(lines(office.told("retention", "due")).values()) == 4
    office.portes("retention", "hold", str(P), "--reason", "claim")
    office.portes("retention", "hold", str(OTHER), "--reason", "authority")
    assert lines(office.told("retention", "apply", "--yes"), "done") == {}
    refused = office.portes("people", "erase", str(P), "--yes", code=1)
    assert isinstance(refused.exception, Problem)
    assert "is held" in str(refused.exception)
    held = office.told("retention", "holds")
    assert [(each["kind"], each["reason"]) for each in held] == [
        ("person", "claim"),
        ("contact", "authority"),
    ]
    for each in (P, OTHER):
        office.portes("retention", "release", str(each))
    assert sum(lines(office.told("retention", "apply", "--yes"), "done").values()) == 4
    assert office.told("retention", "holds") == []
    assert len(office.told("retention", "holds", "--released")) == 2


def test_a_declared_number_that_ended_goes_with_its_rules_and_a_live_one_keeps_even_ended_rules(
    office: Office,
) -> None:
    old, held, ended = before(NOW, "P60M"), uuid4(), (uuid4(), uuid4())
    live = uuid4()
    declared = "INSERT INTO declared_conflict (id, staff, declared_at, ended_at) VALUES "
    rule = (
        "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at, ended_at, declaration) "
        "SELECT gen_random_uuid(), '{}', staff, 'declared', staff, declared_at, '{}', id "
        "FROM declared_conflict WHERE id = '{}'"
    )
    office.execute(
        "gateway",
        *(
            "INSERT INTO person (id, version, name, created_at) VALUES "
            f"('{each}', 1, {SEALED}, '{NOW}')"
            for each in (P, held)
        ),
        *(f"{declared} ('{each}', '{uuid4()}', '{old}', '{old}')" for each in ended),
        f"{declared} ('{live}', '{uuid4()}', '{old}', NULL)",
        rule.format(P, old, ended[0]),
        rule.format(held, old, ended[1]),
        rule.format(P, old, live),
    )
    office.portes("retention", "hold", str(held), "--reason", "claim")
    assert lines(office.told("retention", "apply", "--yes"), "done") == {
        ("exclusions", "gateway"): 1,
        ("declared-conflicts", "gateway"): 1,
    }
    kept = office.rows("gateway", "SELECT declaration FROM exclusion")
    assert {row["declaration"] for row in kept} == {ended[1], live}
    assert lines(office.told("retention", "due")) == {}


def test_what_is_held_after_it_was_counted_stays(office: Office) -> None:
    office.execute("gateway", a_contact(before(NOW, "P60M")))
    report = office.told("retention", "due")["report"]
    office.portes("retention", "hold", str(C), "--reason", "claim")
    assert lines(office.told("retention", "apply", report, "--yes"), "done") == {}


def test_what_cannot_be_held_or_released_is_said(office: Office) -> None:
    for arguments, words in (
        (("hold", str(uuid4()), "--reason", "claim"), "no such person or contact"),
        (("release", str(uuid4())), "not held"),
        (("apply", str(uuid4()), "--yes"), "no such report"),
    ):
        done = office.portes("retention", *arguments, code=1)
        assert words in str(done.exception)


def test_a_report_is_applied_only_by_the_table_by_which_it_was_counted(office: Office) -> None:
    office.execute("gateway", a_contact(before(NOW, "P60M")))
    report = office.told("retention", "due")["report"]
    city = office.load()
    rows = [row.model_copy(update={"keep": "P72M"}) for row in city.retention[:1]]
    office.load(name="Other", retention=(*rows, *city.retention[1:]))
    refused = office.portes("retention", "apply", report, "--yes", code=1)
    assert "table has changed since" in str(refused.exception)
    assert lines(office.told("retention", "due")) == {}


def test_without_a_yes_nothing_is_removed(office: Office) -> None:
    office.execute("gateway", a_contact(before(NOW, "P60M")))
    asked = office.portes("retention", "apply", code=1)
    assert "Remove this for ever?" in asked.stdout
    assert sum(lines(office.told("retention", "due")).values()) == 1


def test_what_came_due_after_a_report_waits_for_the_next(office: Office) -> None:
    office.execute("gateway", a_contact(before(NOW, "P13M")))
    report = office.told("retention", "due")["report"]
    office.execute("identity", "UPDATE business_clock SET anchor_played = anchor_played + '1 year'")
    office.execute("gateway", a_contact(before(NOW, "P11M"), contact=OTHER))
    done = office.told("retention", "apply", report, "--yes")
    assert lines(done, "done") == {("contacts", "gateway"): 1}
    assert sum(lines(office.told("retention", "due")).values()) == 1


def test_a_run_that_is_killed_goes_on_where_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(office)
    monkeypatch.setattr("deploy.cli.retention.people.BATCH", 7)
    step, times = Contacts.step, 0

    async def dying(self: Contacts, work: work.Work) -> int:
        nonlocal times
        times += 1
        if times > 3:
            raise KeyboardInterrupt
        return await step(self, work)

    report = office.told("retention", "due")["report"]
    monkeypatch.setattr(Contacts, "step", dying)
    office.portes("retention", "apply", report, "--yes", code=130)
    [half] = office.rows("gateway", "SELECT count(*) FROM contact WHERE anonymised_at IS NOT NULL")
    assert half["count"] == 21
    [run] = office.rows("gateway", "SELECT done::text, ended_at FROM retention_run WHERE id = $1",
                        UUID(report))  # fmt: skip
    noted = {each["kind"]: each["rows"] for each in json.loads(run["done"])}
    assert (noted["contacts"], run["ended_at"]) == (21, None)
    monkeypatch.setattr(Contacts, "step", step)
    done = office.told("retention", "apply", report, "--yes")
    assert lines(done, "done")["contacts", "gateway"] == lines(done)["contacts", "gateway"] > 21
    assert done["ended_at"]


def test_two_runs_at_once_do_not_meet(office: Office) -> None:
    report = office.told("retention", "due")["report"]

    async def locked(tx: Connection) -> None:
        await tx.execute("SELECT pg_advisory_xact_lock($1)", job.LOCK)
        done = await asyncio.to_thread(office.portes, "retention", "apply", report, "--yes", code=1)
        assert "under way" in str(done.exception)

    office.do(locked, "gateway")


def test_told_days_go_in_every_service_and_not_today(office: Office) -> None:
    old = (datetime.now(UTC) - timedelta(days=420)).date()
    for name in SERVICES:
        office.execute(
            name,
            f"SELECT outbox_partition('{old}'), outbox_partition(current_date)",
            *(
                "INSERT INTO outbox_archive SELECT n, gen_random_uuid(), 't', 'k', 'y', 1, '\\x00',"
                f" NULL, '{day} 10:00Z' FROM generate_series(1, 3) AS n"
                for day in (old, datetime.now(UTC).date())
            ),
        )
    done = lines(office.told("retention", "apply", "--yes"), "done")
    assert done == {("told-events", name): 3 for name in SERVICES}
    assert office.rows("gateway", "SELECT count(*) FROM outbox_archive")[0]["count"] == 3


def test_whole_months_of_looks_go_and_the_rest_stays_provable(office: Office) -> None:
    looks_of_long_ago(office, 3)
    asyncio.run(_look(office, 2))
    counted = lines(office.told("retention", "due"))
    assert counted == {("looks", "gateway"): 3}
    assert lines(office.told("retention", "apply", "--yes"), "done") == counted
    assert [row["number"] for row in office.rows("gateway", "SELECT number FROM look")] == [4, 5]
    [stump] = office.rows("gateway", "SELECT max(number) AS number FROM look_stump")
    assert stump["number"] == 3
    [line] = [
        json.loads(each) for each in (office.home / "checkpoints.jsonl").read_text().splitlines()
    ]
    assert (line["kind"], line["number"]) == ("stump", 3)


def test_looks_at_somebody_held_stay_with_whatever_came_after(office: Office) -> None:
    looks_of_long_ago(office, 3)
    [row] = office.rows("gateway", "SELECT person FROM look WHERE number = 1")
    office.execute(
        "gateway",
        f"INSERT INTO person (id, version, name, created_at) VALUES ('{row['person']}', 1, "
        f"{SEALED}, '{NOW}')",
    )
    office.portes("retention", "hold", str(row["person"]), "--reason", "complaint")
    assert lines(office.told("retention", "due")) == {}


def looks_of_long_ago(office: Office, times: int) -> None:
    asyncio.run(_look(office, times))
    office.execute(
        "gateway",
        "SET LOCAL session_replication_role = replica",
        "UPDATE look SET at = at - interval '1200 days'",
        REHASH,
        "SELECT look_partition(month::date) FROM "
        "(SELECT date_trunc('month', clock_timestamp() - interval '1200 days') AS month) AS m",
    )


def test_looks_of_a_month_that_is_due_in_part_are_not_counted(office: Office) -> None:
    asyncio.run(_look(office, 2))
    office.execute(
        "gateway",
        "SET LOCAL session_replication_role = replica",
        "UPDATE look SET at = date_trunc('month', now() - interval '36 months')",
        REHASH,
        "SELECT look_partition((now() - interval '36 months')::date)",
    )
    assert lines(office.told("retention", "due")) == {}


async def _look(office: Office, times: int) -> None:
    from shared import db
    from tests.fixtures.databases import at

    pool = await db.connect(at(office.server, office.names["gateway"]), size=1)
    try:
        await look(pool, times)
    finally:
        await pool.close()


def test_only_a_city_that_says_so_removes_by_itself_and_else_it_is_said(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.execute("gateway", a_contact(before(NOW, "P60M")))
    assert "1" in office.portes("retention", "daily").stdout
    waiting = asyncio.run(daily.waiting(office))  # type: ignore[arg-type]
    assert waiting is not None
    assert waiting.rows == 1
    assert "within the last day" in office.portes("retention", "daily").stdout
    city = office.load()
    rules = city.rules.model_copy(update={"retention": RetentionRules(automatic=True)})
    office.load(name="Automatic", rules=rules)
    office.execute(
        "gateway", "UPDATE retention_run SET as_of_real = as_of_real - '1 day'::interval"
    )
    assert "removed" in office.portes("retention", "daily").stdout
    assert asyncio.run(daily.waiting(office)) is None  # type: ignore[arg-type]
    assert lines(office.told("retention", "due")) == {}


def test_an_anonymised_call_that_is_told_again_is_anonymised_again(office: Office) -> None:
    office.execute("gateway", a_contact(before(NOW, "P60M"), call="again"))
    office.portes("retention", "apply", "--yes")
    office.execute("gateway", "UPDATE contact SET exchange_call = 'again'")
    assert lines(office.told("retention", "apply", "--yes"), "done") == {("contacts", "gateway"): 1}
    [row] = office.rows("gateway", "SELECT exchange_call = id::text AS cut FROM contact")
    assert row["cut"]


def test_one_who_is_held_at_the_last_moment_is_passed_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = before(NOW, "P60M")
    for person in (P, OTHER):
        office.execute(
            "gateway",
            "INSERT INTO person (id, version, name, created_at) VALUES "
            f"('{person}', 1, {SEALED}, '{old}')",
        )
    office.portes("retention", "hold", str(P), "--reason", "claim")

    async def nobody_yet(_tx: Connection) -> list[UUID]:
        return []

    monkeypatch.setattr("deploy.cli.retention.holds.held", nobody_yet)
    done = lines(office.told("retention", "apply", "--yes"), "done")
    assert done == {("people", "gateway"): 1}
    [line] = (office.home / "erasures.jsonl").read_text().splitlines()
    assert json.loads(line)["person"] == str(OTHER)


async def test_the_supervisor_runs_the_daily_command_of_its_own_home(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    await run(tmp_path, "retention.log", "retention", "daily")
    said = (tmp_path / "logs" / "retention.log").read_text()
    assert f"Nothing was started from {tmp_path}" in " ".join(said.split())


async def test_what_kafka_keeps_too_long_is_named(
    messaging: Messaging, office_city: City, tmp_path: Path
) -> None:
    await messaging.topics("gateway.contacts")
    office = Office(tmp_path, "", {})
    office.kafka = messaging.settings.kafka
    office.record.instance = messaging.settings.instance
    now = datetime.now(UTC)
    assert await elsewhere.too_long(office, office_city, now) == []  # type: ignore[arg-type]
    rows = tuple(
        row.model_copy(update={"keep": "P7D"}) if row.kind == elsewhere.KIND else row
        for row in office_city.retention
    )
    shorter = office_city.model_copy(update={"retention": rows})
    named = await elsewhere.too_long(office, shorter, now)  # type: ignore[arg-type]
    assert named is not None
    assert f"{messaging.settings.instance}.gateway.contacts" in named
    assert timedelta(milliseconds=RETENTION_MS) == timedelta(days=28)
    office.kafka = "127.0.0.1:9"
    assert await elsewhere.too_long(office, shorter, now) is None  # type: ignore[arg-type]


@pytest.fixture
def office_city() -> City:
    from deploy.cli.cities import BARCELONA
    from deploy.cli.city.check import read

    city, _ = read(BARCELONA)
    assert city is not None
    return city
