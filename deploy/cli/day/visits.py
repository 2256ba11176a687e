"""Who comes to the centres: how many, when, why, and with how much patience."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from deploy.cli.day.chance import any_of, chance, lasting, one_of, poisson
from deploy.cli.day.numbers import Minutes, Numbers
from deploy.cli.day.planned import Fate, Visit
from deploy.cli.day.wishes import Wishes
from shared.city import Unit
from shared.contracts.gateway import Door, Outcome

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
FIRST_MINUTES = timedelta(minutes=5)


def visits(wishes: Wishes) -> list[Visit]:
    """Everybody who comes to the centres that are played, in order."""
    everybody = [each for unit in wishes.centres for each in _of(wishes, unit)]
    return sorted(everybody, key=lambda each: (each.at, each.unit))


def expected(wishes: Wishes, unit: Unit) -> float:
    """How many come to that centre on the day, on average.

    A district's share of the city is shared among its centres by their desks.
    """
    numbers, here = wishes.numbers, wishes.here
    inside = [each for each in here.centres if each.district == unit.district]
    percents = numbers.districts
    whole = sum(percents.get(code, 0) for code in {each.district or "" for each in here.centres})
    share = percents.get(unit.district or "", 0) / whole if whole else 1 / len(here.centres)
    desks = unit.desks / sum(each.desks for each in inside)
    spared = (unit.desks - min(wishes.spare, unit.desks - 1)) / unit.desks
    weekday = numbers.weekdays.desk[wishes.day.weekday() % len(numbers.weekdays.desk)]
    everybody = numbers.visits.per_centre * len(here.centres)
    return everybody * share * desks * spared * weekday * wishes.scenario.volume


def _of(wishes: Wishes, unit: Unit) -> Iterator[Visit]:
    hours = wishes.hours(unit)
    source = chance(wishes.seed, wishes.day, unit.code, "visits")
    for at in _moments(wishes, hours, expected(wishes, unit), source):
        visit = _visit(wishes, unit, at, source)
        if wishes.within(at):
            yield visit
    surge = wishes.scenario.surge
    if surge and surge.centre == unit.code and hours:
        source = chance(wishes.seed, wishes.day, unit.code, "surge")
        for _ in range(surge.people):
            at = hours[0][0] + timedelta(minutes=source.uniform(0, surge.minutes))
            fate = fate_of(wishes.numbers, source, wishes.numbers.minutes, surge.reason)
            outcome = _served(wishes, unit, Fate(surge.reason, fate.service, fate.outcome), source)
            if wishes.within(at):
                yield Visit(unit.code, at, Door.DESK, outcome, known=True)


def _moments(
    wishes: Wishes,
    hours: Sequence[tuple[datetime, datetime]],
    mean: float,
    source: random.Random,
) -> Iterator[datetime]:
    """When people come: quarter by quarter, denser at the beginning of each hour."""
    quarters: list[tuple[datetime, float]] = []
    shares, dense = wishes.numbers.visits.hours, wishes.numbers.visits.first_minutes
    for opens, closes in hours:
        at = opens
        while at < closes:
            hour = min((at - opens) // HOUR, len(shares) - 1)
            quarters.append((at, shares[hour] * (dense if at.minute < QUARTER.seconds / 60 else 1)))
            at += QUARTER
    whole = sum(weight for _, weight in quarters)
    for start, weight in quarters:
        for _ in range(poisson(source, mean * weight / whole)):
            yield start + source.random() * QUARTER


def _visit(wishes: Wishes, unit: Unit, at: datetime, source: random.Random) -> Visit:
    numbers = wishes.numbers
    door = Door.KIOSK if source.random() < numbers.visits.kiosk else Door.DESK
    if source.random() < numbers.visits.deliveries:
        reason = any_of(source, numbers.deliveries)
        fate = fate_of(numbers, source, numbers.minutes, reason)
        fate = Fate(reason, fate.service, Outcome.RESOLVED)
    else:
        fate = fate_of(numbers, source, numbers.minutes)
    language = one_of(source, numbers.visits.languages)
    leaves, patience, silent = (source.random() for _ in range(3))
    minutes = lasting(chance(patience), numbers.visits.patience_minutes, 1)
    return Visit(
        unit.code,
        at,
        door,
        _served(wishes, unit, fate, source),
        known=source.random() < numbers.visits.known,
        language=language if door is Door.KIOSK else None,
        patience=timedelta(minutes=minutes) if leaves < numbers.visits.leave else None,
        silent=door is Door.KIOSK or silent < numbers.visits.silent,
    )


def _served(wishes: Wishes, unit: Unit, fate: Fate, source: random.Random) -> Fate:
    """What the scenario makes of it: groups first at one centre, or none at all."""
    groups, draw = wishes.scenario.groups_first, source.random()
    if groups is None or groups.centre != unit.code:
        return fate
    if fate.outcome is Outcome.APPOINTMENT and draw < groups.share:
        return Fate(fate.reason, fate.service, Outcome.GROUP_PLACE)
    if fate.outcome is Outcome.GROUP_PLACE and not groups.share:
        return Fate(fate.reason, fate.service, Outcome.APPOINTMENT)
    return fate


def fate_of(
    numbers: Numbers, source: random.Random, minutes: Minutes, reason: str | None = None
) -> Fate:
    """Why somebody comes, how long they are served, and how it ends."""
    drawn, level, kind = source.random(), source.random(), source.random()
    if reason is None:
        reason = _reason(numbers, chance(drawn), level)
    if reason in numbers.urgent.codes:
        outcome, mean = Outcome.SAME_DAY_CARE, minutes.urgent
    elif reason in numbers.preferential.codes:
        outcome, mean = Outcome.APPOINTMENT, minutes.triage
    else:
        outcome = one_of(chance(kind), numbers.outcomes)
        mean = minutes.short if reason in numbers.short else minutes.triage
    service = lasting(source, mean, minutes.varies)
    return Fate(reason, timedelta(minutes=service), outcome)


def _reason(numbers: Numbers, source: random.Random, level: float) -> str:
    if level < numbers.urgent.share:
        return any_of(source, numbers.urgent.codes)
    if level < numbers.urgent.share + numbers.preferential.share:
        return any_of(source, numbers.preferential.codes)
    kind = one_of(source, {each: each.percent for each in numbers.reasons})
    return any_of(source, kind.codes)
