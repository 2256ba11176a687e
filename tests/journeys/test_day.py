"""An hour of a centre and of the telephone is played, and two days; all is recounted.

Three of these plays are scenarios by name, and the last is the demonstration's own.
"""

import json
import re
import time
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.demonstration import begins, days_before
from tests.fixtures.instances import Instances, Running
from tests.journeys.living import never_seen

HERE = checked(BARCELONA)
CENTRE, OTHER = "casc-antic", "roquetes"
HOUR = ("--unit", CENTRE, "--unit", "DATC", "--start", "10:45", "--until", "11:30")
SILENT = ("--scenario", "silent-feed")
"""At eleven the boards hear nothing of the gateway for a while; sixty times as fast as the day."""
THURSDAY = ("--scenario", "thursday", "--unit", CENTRE, "--until", "15:30", "--speed", "max")
MORNINGS = ("--unit", CENTRE, "--unit", OTHER, "--until", "11:30", "--days", "2")
NO_GROUPS = ("--scenario", "vine-off")
"""At the centre nobody is given a place in a group; at others people are."""
WITH_SESSIONS = "19"
"""A seed with which both hold a session on Monday and Tuesday."""
SECONDS = 400.0
PROGRESS = re.compile(
    r"^(\w{3} \d\d \w{3}) (\d\d:\d\d) at \d+x, \d+ refused: (\d+) of (\d+)$", re.M
)
"""The played day and time, how fast, and how many came of all who are to come."""
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


def a_week() -> list[date]:
    """The working days of the next week of which all five are that, some time from now."""
    soon = (date.today() + timedelta(days=ahead) for ahead in range(7, 90))  # noqa: DTZ011
    weeks = ([day + timedelta(days=each) for each in range(5)] for day in soon if not day.weekday())
    return next(
        days
        for days in weeks
        if all(HERE.hours(unit, each) for unit in HERE.centres for each in days)
    )


def player(running: Running) -> str:
    """How the process is that plays by itself."""
    [state] = [part["state"] for part in running.status()["parts"] if part["name"] == "player"]
    return str(state)


def figures(running: Running, unit: str, grain: str, *days: date) -> list[dict[str, Any]]:
    """What the indicators say of these days of a unit, stretch by stretch."""
    with running.signed_in("manager") as manager:
        asked = {"from": str(days[0]), "to": str(days[-1]), "grain": grain, "limit": "200"}
        answer = manager.get(f"/indicators/api/areas/{unit}/figures", params=asked)
    stretches: list[dict[str, Any]] = answer.json()["intervals"]
    return stretches


def says_how_far_it_is(said: str, *days: date) -> None:
    """While it lasts: the played time, and how many came of all, of each of these days."""
    lines = [(day, at, int(came), int(of)) for day, at, came, of in PROGRESS.findall(said)]
    names = [f"{day:%a %d %b}" for day in days]
    assert list(dict.fromkeys(day for day, *_ in lines)) == names, said
    for rising in (1, 2):
        course = [(names.index(line[0]), line[rising]) for line in lines]
        assert course == sorted(course)
    assert all(came <= of > 0 for _, _, came, of in lines)


def outcomes(running: Running, unit: str, *days: date) -> Counter[str]:
    """How contacts ended there on these days, by the indicators."""
    found: Counter[str] = Counter()
    for each in figures(running, unit, "day", *days):
        found.update(each["work"]["by_outcome"])
    return found


def two_mornings(running: Running, monday: date, tuesday: date) -> None:
    """Of two centres, on working days, at one of which groups are nobody's; all is counted."""
    running.portes("clock", "play", f"{monday}T07:30:00")
    code, said = played(running, "season", *MORNINGS, *NO_GROUPS, "--seed", WITH_SESSIONS)
    assert code == 0, said
    says_how_far_it_is(said, monday, tuesday)
    assert "The indicators say the same." in said
    without, ordinary = (outcomes(running, unit, monday, tuesday) for unit in (CENTRE, OTHER))
    assert without["appointment"] > without["group_place"] == 0
    assert ordinary["group_place"] > 0
    for done in ("referrals sent", "sessions held", "places taken", "people attended"):
        assert done in said, said


def an_hour_without_a_feed(running: Running) -> None:
    """Of a centre and of the telephone: the board says that it hears nothing, then all of it."""
    playing, seen = running.begin("day", *HOUR, *SILENT), set()
    with running.signed_in("manager") as manager:
        while playing.poll() is None:
            board = manager.get(f"/indicators/api/areas/{CENTRE}/board").json()
            seen.add(board["freshness"])
            time.sleep(1)
    said, _ = playing.communicate(timeout=SECONDS)
    assert playing.returncode == 0, said
    assert seen >= {"live", "stale"}
    assert max(map(int, re.findall(r" at (\d+)x, ", said))) == 60, said
    assert "The indicators say the same." in said
    assert "by kiosk" in said


async def a_thursday_of_which_one_is_lost(running: Running, thursday: date) -> None:
    """Nobody comes before the afternoon; the indicators lack somebody, and the command says so."""
    playing = running.begin("day", *THURSDAY, "--seed", "2")
    await lose_one(running)
    said, _ = playing.communicate(timeout=SECONDS)
    assert playing.returncode == 1, said
    assert f"{CENTRE}, " in said
    assert "figures differ from what was done" in said
    says_how_far_it_is(said, thursday)
    hours = figures(running, CENTRE, "hour", thursday)
    came = {datetime.fromisoformat(each["start"]) for each in hours if each["offered"]}
    assert min(came) == HERE.midnight(thursday) + timedelta(hours=15)


def every_screen_lives(running: Running, some: date) -> None:
    """The demonstration's player finds some days before a morning, and has it lived."""
    start = days_before(HERE, begins(HERE, HERE.midnight(some)))
    running.portes("clock", "play", f"{start.astimezone(HERE.zone):%Y-%m-%dT%H:%M:%S}")
    running.environment["PORTES_DAY"] = "on"
    running.portes("up")
    empty = never_seen(running)
    running.portes("stop", "player")  # what is searched afterwards grows no more
    assert empty == set()


async def test_nobody_plays_but_days_that_are_asked_for_until_the_day_is_on_and_every_screen_lives(
    instance_of: Instances,
) -> None:
    running = instance_of(up=False)
    running.environment["PORTES_DAY"] = "off"
    running.portes("up")
    assert player(running) == "stopped"
    monday, tuesday, _, thursday, _ = a_week()
    two_mornings(running, monday, tuesday)
    an_hour_without_a_feed(running)
    await a_thursday_of_which_one_is_lost(running, thursday)
    assert player(running) == "stopped"
    every_screen_lives(running, thursday + timedelta(days=11))
