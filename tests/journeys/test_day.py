"""An hour of a centre and of the telephone is played, and recounted in what the indicators say."""

import json
import time

import asyncpg
import pytest

from tests.fixtures.instances import Instances, Running

CENTRE = "casc-antic"
HOUR = ("--unit", CENTRE, "--unit", "DATC", "--until", "09:45", "--speed", "max")
SECONDS = 400.0
LOSE = "DELETE FROM contact_fact WHERE unit = $1 AND state = 'closed' AND opened_at > $2"
NOW = "SELECT anchor_played + (clock_timestamp() - anchor_real) * speed AS now FROM business_clock"
pytestmark = pytest.mark.timeout(900)


def played(running: Running, *more: str) -> tuple[int, str]:
    """How the command ended, and what it said."""
    playing = running.begin("day", *HOUR, *more)
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


async def test_an_hour_is_played_and_recounted_and_a_contact_that_is_lost_is_missed(
    instance_of: Instances,
) -> None:
    running = instance_of()
    code, said = played(running)
    assert code == 0, said
    assert "The indicators say the same." in said
    assert "by kiosk" in said
    playing = running.begin("day", *HOUR, "--seed", "2")
    await lose_one(running)
    said, _ = playing.communicate(timeout=SECONDS)
    assert playing.returncode == 1, said
    assert f"{CENTRE}, " in said
    assert "figures differ from what was done" in said
