"""``portes day`` and ``portes season``: choose the day, set the clock, play, recount."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.console import err, step, steps
from deploy.cli.day import recount
from deploy.cli.day.agenda import look_at_first_visits
from deploy.cli.day.around import alone, hurried, silenced
from deploy.cli.day.clock import Time
from deploy.cli.day.groups import look_at_sessions_to_come, look_at_sheets
from deploy.cli.day.house import House
from deploy.cli.day.numbers import read
from deploy.cli.day.offered import look_at_offers, look_at_offers_before
from deploy.cli.day.people import Pass, Person
from deploy.cli.day.plan import plan
from deploy.cli.day.play import house_of, line, open_agendas, play, prepare
from deploy.cli.day.standing import standing
from deploy.cli.day.telling import shown, tell
from deploy.cli.day.wishes import Wishes
from deploy.cli.instance import Instance
from deploy.local.command import Problem
from shared.city import City

FASTEST_FIRST = 30.0
"""The speed at which a day that goes as fast as it can begins."""
EARLY = timedelta(minutes=2)
MOST_DAYS_AHEAD = 60
TIDIED_SECONDS = 3.0
"""Real seconds within which the gateway's worker looks whether something is to be ended."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    seed: int
    scenario: str | None = None
    speed: float | None = 1.0
    """Times real time; none: as fast as it goes."""
    start: time = time(8, 0)
    until: time | None = None
    day: date | None = None
    units: frozenset[str] | None = None


def wishes_of(asked: Asked, here: City, now: datetime) -> Wishes:
    """The day that is asked for, or the next on which something is open. Raises ``Problem``."""
    numbers = read()
    scenario = numbers.scenario(asked.scenario)
    if unknown := (asked.units or frozenset()) - {unit.code for unit in here.units}:
        raise Problem(f"There is no unit {', '.join(sorted(unknown))}. See units.csv of the city.")
    wishes = Wishes(here, numbers, scenario, asked.seed, here.day(now), asked.units)
    until = asked.until
    for ahead in range(MOST_DAYS_AHEAD):
        day = asked.day or here.day(now) + timedelta(days=ahead)
        since = here.instant(day, asked.start)
        found = replace(wishes, day=day, since=since)
        if until is not None:
            found = replace(found, until=here.instant(day, until))
        fits = asked.day is not None or scenario.weekday in (None, day.weekday())
        if fits and since >= now and _opens(found):
            return found
        if asked.day is not None:
            break
    raise Problem(
        "Nothing is open then, or the business clock is later already: it never goes back. "
        "See: portes clock show"
    )


def _opens(wishes: Wishes) -> bool:
    """Whether centres, or where only they are asked telephones, are open while it is played."""
    units = wishes.centres or wishes.telephones
    return any(
        closes > (wishes.since or opens) and opens < (wishes.until or closes)
        for unit in units
        for opens, closes in wishes.hours(unit)
    )


def day(instance: Instance, asked: Asked) -> None:
    """Play one day and recount it. Raises ``Problem`` when the two sides differ."""
    asyncio.run(_days(instance, asked, 1))


def season(instance: Instance, asked: Asked, days: int) -> None:
    """Play so many days, one after the other, and recount them together."""
    asyncio.run(_days(instance, asked, days))


async def _days(instance: Instance, asked: Asked, days: int) -> None:
    here = checked(BARCELONA)
    with alone(instance):
        async with line(instance) as way:
            cli = Person(way, Pass("cli", instance.api_key(), machine=True))
            first = wishes_of(asked, here, way.time.now())
            last = first.day + timedelta(days=days - 1)
            until = last + timedelta(days=2 * first.numbers.agenda.days)
            with steps() as ready, step(ready, "Everybody signs in"):
                house = await house_of(instance, way, plan(first))
                await prepare(house)
            before = await recount.said(house, (first.day, until))
            await look_at_sessions_to_come(house)
            await look_at_offers_before(house)
            try:
                await _played(instance, house, asked, last)
            finally:
                if way.time.speed != 1:
                    await way.time.slow_down(1)
            await _ended(house, here.midnight(first.day), cli)
            await look_at_offers(house, first.day)
            after = await recount.said(house, (first.day, until))
            different = recount.differences(recount.done(house), before, after)
            different += await standing(house)
    tell(house, different)


async def _ended(house: House, since: datetime, cli: Person) -> None:
    """See how all of it ended, once everybody has heard."""
    err.print("Waiting until the indicators have heard of all of it.")
    await recount.settled(house)
    await recount.until_heard(house, since, cli)
    await look_at_sheets(house)
    await look_at_first_visits(house)


async def _played(instance: Instance, house: House, asked: Asked, last: date) -> None:
    """Each day until the last, on one ledger."""
    wishes, now = house.plan.wishes, house.time.now
    while wishes.day <= last:
        house.start(plan(wishes))
        starts = house.plan.starts
        if starts is not None:
            await open_agendas(house)
            await _set(instance, house.time, asked, max(now(), wishes.since or now()), starts)
            async with (
                hurried(house.time, hurry=asked.speed is None),
                silenced(instance, house),
                shown(house),
            ):
                await play(house)
                await _tidied(house)
        tomorrow = wishes.day + timedelta(days=1)
        since = wishes.here.instant(tomorrow, asked.start)
        wishes = replace(wishes, day=tomorrow, since=since)
        if asked.until is not None:
            wishes = replace(wishes, until=wishes.here.instant(tomorrow, asked.until))


async def _set(
    instance: Instance, clock: Time, asked: Asked, since: datetime, starts: datetime
) -> None:
    """Begin the day's played time, so that every process has noticed before anything happens."""
    speed = asked.speed or FASTEST_FIRST
    at = max(since, starts - EARLY) if asked.speed is None else since
    noticed = clock.noticed
    await clock.set(at, min(speed, 1.0))
    await asyncio.sleep(noticed.total_seconds())
    await clock.set(clock.now(), speed)


async def _tidied(house: House) -> None:
    """Wait until the gateway has ended by itself what was left at the last closing."""
    grace = timedelta(minutes=house.plan.wishes.here.rules.closing.grace_minutes)
    ends = [each.ends for each in house.plan.shifts]
    if ends:
        await house.time.until(max(ends) + grace + EARLY)
        await asyncio.sleep(TIDIED_SECONDS)
