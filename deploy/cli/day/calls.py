"""Calls to the city's telephone: when they ring, who answers, and who hangs up before."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from deploy.cli.day.chance import chance, lasting, poisson
from deploy.cli.day.planned import Call
from deploy.cli.day.visits import FIRST_MINUTES, HOUR, fate_of
from deploy.cli.day.wishes import Wishes
from shared.city import Unit


@dataclass(slots=True)
class _Agents:
    """Who answers: each is free from some time on, and there at some hours only."""

    there: dict[int, int]
    """How many are there, by clock hour."""
    free: list[datetime]

    def next(self, at: datetime, hour: int) -> tuple[int, datetime] | None:
        """Whoever could answer first, and when; of several the lowest."""
        number = self.there.get(hour, 0)
        answers = [(max(at, free), place) for place, free in enumerate(self.free[:number])]
        if not answers:
            return None
        when, place = min(answers)
        return place, when


def calls(wishes: Wishes) -> list[Call]:
    """Every call of the day to the telephones that are played, in order."""
    return sorted(
        (each for unit in wishes.telephones for each in _of(wishes, unit)),
        key=lambda each: each.rang,
    )


def expected(wishes: Wishes) -> float:
    """How many call on the day, on average; the staff is that of a day without scenario."""
    numbers = wishes.numbers
    weekday = numbers.weekdays.phone[wishes.day.weekday() % len(numbers.weekdays.phone)]
    return numbers.calls.per_day * weekday


def _of(wishes: Wishes, unit: Unit) -> Iterator[Call]:
    source = chance(wishes.seed, wishes.day, unit.code, "calls")
    hours = wishes.hours(unit)
    agents = _agents(wishes, unit)
    ringing = sorted(
        at for opens, closes in hours for at in _moments(wishes, (opens, closes), source)
    )
    for number, rang in enumerate(ringing):
        call = _call(wishes, f"{wishes.day:%Y%m%d}-{wishes.seed}-{number:05d}", rang, agents)
        if wishes.within(rang):
            yield replace(call, unit=unit.code)


def _agents(wishes: Wishes, unit: Unit) -> _Agents:
    numbers = wishes.numbers.calls
    whole, mean = sum(numbers.hours.values()), numbers.minutes.triage
    there = {}
    for hour, share in numbers.hours.items():
        load = expected(wishes) * share / whole * mean / 60
        there[hour] = min(unit.desks, math.ceil(load + numbers.safety * math.sqrt(load)))
    opens = wishes.here.midnight(wishes.day)
    return _Agents(there, [opens] * unit.desks)


def _moments(
    wishes: Wishes, hours: tuple[datetime, datetime], source: random.Random
) -> Iterator[datetime]:
    """When it rings: denser in the first minutes of each hour."""
    numbers = wishes.numbers
    whole, dense = sum(numbers.calls.hours.values()), numbers.visits.first_minutes
    first = dense * (FIRST_MINUTES / HOUR) / (1 + (dense - 1) * (FIRST_MINUTES / HOUR))
    at, closes = hours
    while at < closes:
        share = numbers.calls.hours.get(at.astimezone(wishes.here.zone).hour, 0) / whole
        mean = expected(wishes) * share * wishes.scenario.volume
        for _ in range(poisson(source, mean)):
            early = source.random() < first
            span = (timedelta(0), FIRST_MINUTES) if early else (FIRST_MINUTES, HOUR)
            rings = at + span[0] + source.random() * (span[1] - span[0])
            if rings < closes:
                yield rings
        at += HOUR


def _call(wishes: Wishes, name: str, rang: datetime, agents: _Agents) -> Call:
    numbers, source = wishes.numbers, chance("call", name)
    menu = timedelta(seconds=2 + source.expovariate(1 / numbers.calls.menu_seconds))
    patience = timedelta(seconds=source.expovariate(1 / numbers.calls.patience_seconds))
    fate = fate_of(numbers, source, numbers.calls.minutes)
    queued = rang + menu
    call = Call(name, "", rang, None, None, queued)
    if source.random() < numbers.calls.hung_in_menu:
        return call
    hour = queued.astimezone(wishes.here.zone).hour
    found = agents.next(queued, hour)
    if found is None or found[1] - queued > patience:
        return replace(call, queued=queued, hung_up=queued + patience)
    agent, answered = found
    ends = answered + fate.service
    noted = agent < numbers.calls.noted
    pause = timedelta(seconds=lasting(source, 15, 1))
    agents.free[agent] = ends + pause
    return replace(
        call,
        queued=queued,
        answered=answered,
        hung_up=ends,
        agent=agent + 1,
        fate=fate if noted else None,
    )
