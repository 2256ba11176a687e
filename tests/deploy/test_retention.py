"""What is due by the city's table is counted first, then removed, and nothing else is."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from deploy.cli.instance import SERVICES
from deploy.cli.retention.kinds import KINDS
from deploy.cli.retention.removals import REMOVALS
from deploy.cli.retention.rows import Rows
from deploy.local.command import Problem
from shared.city import City
from shared.city.retention import before
from shared.db import Connection
from tests.deploy.keeping import NOW, Office
from tests.deploy.six_years import OTHER, SEALED, P, a_contact, databases, gone, lines, office, seed

__all__ = ["databases", "office"]


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
            rows = gone(keeps[kind], *times, by_day=kind in {"ticket-counters", "paper-blocks"})
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
