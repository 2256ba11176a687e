"""What comes by the doors of partners and groups: referrals, sessions, who enrols."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from deploy.cli.day.chance import any_of, chance, one_of, poisson
from deploy.cli.day.visits import HOUR, expected
from deploy.cli.day.wishes import Wishes
from shared.city import City, Unit


@dataclass(frozen=True, slots=True)
class Sent:
    """A referral that a partner sends to a centre."""

    sender: str
    unit: str
    at: datetime
    reason: str
    wrong: bool
    """Whether it is no matter of the social services."""
    incomplete: bool
    """Whether it lacks something; it is returned, and sent again."""
    taken_back: datetime | None
    number: int


@dataclass(frozen=True, slots=True)
class Session:
    """A session that a centre holds."""

    unit: str
    day: date
    hour: int
    programme: str
    size: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody whom a professional enrols, or who enrols on the public page."""

    unit: str
    at: datetime


def referrals(wishes: Wishes) -> list[Sent]:
    """Everything that partners send on the day to the centres that are played, in order."""
    numbers = wishes.numbers.referrals
    source = chance(wishes.seed, wishes.day, "referrals")
    centres = {unit.code: expected(wishes, unit) for unit in wishes.here.centres}
    senders = {code: each.percent for code, each in numbers.senders.items()}
    found = []
    for number, at in enumerate(_moments(wishes)):
        unit, sender = one_of(source, centres), one_of(source, senders)
        wrong_share = wishes.scenario.senders.get(sender, numbers.senders[sender].wrong)
        wrong, lacks, back = (source.random() for _ in range(3))
        after = timedelta(minutes=source.expovariate(1 / numbers.withdrawn_minutes))
        found.append(
            Sent(
                sender,
                unit,
                at,
                any_of(source, numbers.reasons),
                wrong=wrong < wrong_share,
                incomplete=lacks < numbers.incomplete,
                taken_back=at + after if back < numbers.withdrawn else None,
                number=number,
            )
        )
    found += _handed_over(wishes, len(found))
    played = {unit.code for unit in wishes.centres}
    theirs = [each for each in found if each.unit in played and wishes.within(each.at)]
    return sorted(theirs, key=lambda each: (each.at, each.number))


def _handed_over(wishes: Wishes, first: int) -> Iterator[Sent]:
    """Those of an emergency of the night, soon after their centre opens."""
    of = wishes.scenario.handed_over
    unit = wishes.here.unit(of.centre) if of else None
    hours = wishes.here.hours(unit, wishes.day) if unit else ()
    if of is None or not hours:
        return
    source = chance(wishes.seed, wishes.day, "handed over")
    opens = wishes.here.instant(wishes.day, hours[0].opens)
    for number in range(first, first + of.people):
        at = opens + timedelta(minutes=source.uniform(0, of.minutes))
        yield Sent(of.sender, of.centre, at, of.reason, False, False, None, number)


def _moments(wishes: Wishes) -> Sequence[datetime]:
    """When they are sent; on days on which no centre opens nobody sends any."""
    numbers, source = wishes.numbers.referrals, chance(wishes.seed, wishes.day, "sent")
    if not any(wishes.here.hours(unit, wishes.day) for unit in wishes.here.centres):
        return []
    whole, midnight = sum(numbers.hours.values()), wishes.here.midnight(wishes.day)
    return sorted(
        midnight + (hour + source.random()) * HOUR
        for hour, share in numbers.hours.items()
        for _ in range(poisson(source, numbers.per_day * share / whole))
    )


def sessions(wishes: Wishes, unit: Unit, day: date) -> Iterator[Session]:
    """What a centre holds on a day: on its own weekdays, its programmes in turn."""
    numbers = wishes.numbers.groups
    source = chance(wishes.seed, unit.code, "weekdays")
    open_on = wishes.here.hours(unit, day)
    if not open_on or day.weekday() not in source.sample(range(5), numbers.weekdays):
        return
    of_day = chance(wishes.seed, unit.code, day, "session")
    morning = open_on[0].opens.hour < math.ceil(numbers.hour)
    yield Session(
        unit.code,
        day,
        numbers.hour if morning else numbers.afternoon_hour,
        any_of(of_day, numbers.programmes),
        numbers.small_size if of_day.random() < numbers.small else numbers.size,
    )


def by_professionals(wishes: Wishes) -> list[Enrolment]:
    """Whom professionals enrol on the day, in order."""
    return _enrolments(wishes, "enrolments", wishes.numbers.groups.by_professional)


def by_themselves(wishes: Wishes) -> list[Enrolment]:
    """Who enrol on the public page on the day, in order."""
    return _enrolments(wishes, "catalogue", wishes.numbers.groups.by_themselves)


def _enrolments(wishes: Wishes, name: str, per_day: float) -> list[Enrolment]:
    found = []
    for unit in wishes.centres:
        source = chance(wishes.seed, wishes.day, unit.code, name)
        mean = per_day / len(wishes.here.centres)
        for opens, closes in wishes.hours(unit):
            for _ in range(poisson(source, mean)):
                found.append(Enrolment(unit.code, opens + source.random() * (closes - opens)))
    return sorted((e for e in found if wishes.within(e.at)), key=lambda each: each.at)


def after_open_time(here: City, unit: Unit, at: datetime, length: timedelta) -> datetime:
    """The instant by which the unit has been open for so long since ``at``."""
    day, left = here.day(at), length
    for ahead in range(MOST_DAYS):
        for hours in here.hours(unit, day + timedelta(days=ahead)):
            start, end = (
                here.instant(day + timedelta(days=ahead), each)
                for each in (hours.opens, hours.closes)
            )
            start = max(start, at)
            if end - start >= left:
                return start + left
            left -= max(end - start, timedelta(0))
    return at + timedelta(days=MOST_DAYS)


MOST_DAYS = 60
