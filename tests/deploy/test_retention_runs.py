"""A run of the removal: by a report, with a yes, killed, twice at once, by itself."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from deploy.cli.retention import daily, elsewhere, job, work
from deploy.cli.retention.people import Contacts
from deploy.cli.supervisor.duties import run
from shared.city import City, RetentionRules
from shared.city.retention import before
from shared.db import Connection
from shared.kafka import RETENTION_MS
from tests.deploy.keeping import NOW, Office
from tests.deploy.six_years import OTHER, C, a_contact, databases, lines, office, seed
from tests.fixtures.messaging import Messaging

__all__ = ["databases", "office"]


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
    from deploy.cli.city.check import read
    from deploy.cli.city.folder import BARCELONA

    city, _ = read(BARCELONA)
    assert city is not None
    return city
