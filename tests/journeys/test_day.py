"""An hour of a centre and of the telephone is played, and two days; all is recounted."""

import json
import time
from datetime import date, timedelta

import asyncpg
import pytest

from deploy.cli.city.folder import BARCELONA, checked
from tests.fixtures.instances import Instances, Running

CENTRE = "casc-antic"
HOUR = ("--unit", CENTRE, "--unit", "DATC", "--until", "09:15", "--speed", "max")
SHORT = ("--unit", CENTRE, "--until", "09:30", "--speed", "max")
MORNINGS = ("--unit", CENTRE, "--unit", "roquetes", "--until", "11:30", "--days", "2")
WITH_SESSIONS = "19"
"""A seed with which both hold a session on Monday and Tuesday."""
SECONDS = 400.0
LOSE = "DELETE FROM contact_fact WHERE unit = $1 AND state = 'closed' AND opened_at > $2"
NOW = "SELECT anchor_played + (clock_timestamp() - anchor_real) * speed AS now FROM business_clock"
pytestmark = pytest.mark.timeout(900)


def played(running: Running, *command: str) -> tuple[int, str]:
    """How the command ended, and what it said."""
    playing = running.begin(*command)
    said, _ = playing.communicate(timeout=SECONDS)
    return playing.returncode, said


async def lose_one(running: Running) -> None:
    """A contact that was heard of is not there any more."""
    record = json.loads((running.home / "instance.json").read_text())
    name, server = record["instance"], running.environment["DATABASE_URL"].rpartition("/")[0]
    identity = await asyncpg.connect(f"{server}/{name}_portes_identity")
    began = await identity.fetchval(NOW)
    await identity.close()
    indicators = await asyncpg.connect(f"{server}/{name}_portes_indicators")
    until = time.monotonic() + SECONDS
    try:
        while await indicators.execute(LOSE, CENTRE, began) == "DELETE 0":
            assert time.monotonic() < until, "nobody was served"
    finally:
        await indicators.close()


def a_monday() -> date:
    """The next of which the day after is a working day too, some time from now."""
    here = checked(BARCELONA)
    soon = (date.today() + timedelta(days=ahead) for ahead in range(7, 60))  # noqa: DTZ011
    return next(
        day
        for day in soon
        if day.weekday() == 0
        and all(
            here.hours(unit, each)
            for unit in here.centres
            for each in (day, day + timedelta(days=1))
        )
    )


def player(running: Running) -> str:
    """How the process is that plays by itself."""
    [state] = [part["state"] for part in running.status()["parts"] if part["name"] == "player"]
    return str(state)


def two_mornings(running: Running) -> None:
    """Of two centres, on working days; the indicators say what was done."""
    running.portes("clock", "play", f"{a_monday()}T07:30:00")
    code, said = played(running, "season", *MORNINGS, "--seed", WITH_SESSIONS)
    assert code == 0, said
    assert "The indicators say the same." in said
    for done in ("referrals sent", "sessions held", "places taken", "people attended"):
        assert done in said, said


def an_hour(running: Running) -> None:
    """Of a centre and of the telephone; the indicators say what was done."""
    code, said = played(running, "day", *HOUR)
    assert code == 0, said
    assert "The indicators say the same." in said
    assert "by kiosk" in said


async def an_hour_of_which_one_is_lost(running: Running) -> None:
    """The indicators lack somebody who was served, and the command says so."""
    playing = running.begin("day", *SHORT, "--seed", "2")
    await lose_one(running)
    said, _ = playing.communicate(timeout=SECONDS)
    assert playing.returncode == 1, said
    assert f"{CENTRE}, " in said
    assert "figures differ from what was done" in said


async def test_with_the_day_off_nobody_plays_until_days_are_asked_for_and_all_is_recounted(
    instance_of: Instances,
) -> None:
    running = instance_of(up=False)
    running.environment["PORTES_DAY"] = "off"
    running.portes("up")
    assert player(running) == "stopped"
    two_mornings(running)
    an_hour(running)
    await an_hour_of_which_one_is_lost(running)
    assert player(running) == "stopped"
