"""What was tried to reach somebody, and what is still to be tried before anybody may give up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from services.gateway.domain.pending import PendingCall, Tried, passes
from shared.city import City
from shared.contracts.gateway import AttemptResult, PendingOrigin, PendingState


@dataclass(frozen=True, slots=True)
class Missing:
    """What still has to be tried before anybody may give up."""

    attempts: int
    another_day: bool
    half: str | None
    """``morning`` or ``afternoon``, if nobody has tried then."""

    def __bool__(self) -> bool:
        return bool(self.attempts or self.another_day or self.half)


def of_both(into: PendingCall, other: PendingCall) -> tuple[Tried, ...]:
    """What was tried for both; that the other's number was wrong says nothing of this one's.

    Nor does what was tried at a number of the other's that is put right.
    """
    now = other.at_this_number
    theirs = (each for each in now if each.result is not AttemptResult.WRONG_NUMBER)
    return tuple(sorted({*into.attempts, *theirs}, key=lambda each: each.at))


def missing(here: City, entry: PendingCall) -> Missing:
    """What the city's rules still ask for: so many calls, days and both halves of the day.

    An engaged line does not count, nor what was tried at a number that was wrong and is put right;
    at a wrong number there is nothing more to try.
    """
    if wrong_number(entry):
        return Missing(0, another_day=False, half=None)
    rules = here.rules.pending_calls
    times = in_vain(here, entry)
    return Missing(
        max(0, rules.attempts - len(times)),
        another_day=len({each.date() for each in times}) < rules.days,
        half=_untried_half(here, entry.unit, times),
    )


def _untried_half(here: City, unit: str, times: Sequence[datetime]) -> str | None:
    """In which half of the day nobody has tried though somebody is there then.

    Where the unit opens in one half alone, as far as the days that the rules ask for, none is.
    """
    found = here.unit(unit)
    if not times or found is None:
        return None
    rules = here.rules.pending_calls
    noon = time(rules.afternoon_hour)
    last = here.working_day(found, times[-1], rules.days)
    days = (times[-1].date() + timedelta(n) for n in range((last - times[-1].date()).days + 1))
    opening = [hours for day in days for hours in here.hours(found, day)]
    tried = {"afternoon" if each.time() >= noon else "morning" for each in times}
    manned = {"morning" for each in opening if each.opens < noon} | {
        "afternoon" for each in opening if each.closes > noon
    }
    return min(manned - tried, default=None)


def wrong_number(entry: PendingCall) -> bool:
    """Whether the number that is dialled now turned out not to be theirs."""
    return any(each.result is AttemptResult.WRONG_NUMBER for each in entry.at_this_number)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Those that may be dialled when it is said whose a call is; none is not known."""

    call: str | None
    """From which they called."""
    was: str | None
    """Of whoever it was named as before."""
    becomes: str | None
    """Of whose it is now."""


def begins_anew(entry: PendingCall, numbers: Numbers, *, at: datetime) -> datetime | None:
    """Since when the telephone of whose it becomes is dialled; none: that of the call is.

    Where the one before was wrong and theirs is another, what was tried says nothing of theirs.
    """
    call, becomes = numbers.call, numbers.becomes
    was_wrong = wrong_number(replace(entry, number_corrected_at=None))
    if not was_wrong or becomes in (None, call):
        return None
    dialled = numbers.was if entry.number_corrected_at else call or numbers.was
    return entry.number_corrected_at if becomes == dialled else at


def is_nowhere(entry: PendingCall, *, numbered: bool) -> bool:
    """Whether nobody can try, for they asked to be called and left no number.

    Of a lost call the telephone itself may show a number that the exchange did not tell.
    """
    return entry.is_open and entry.origin is PendingOrigin.REQUESTED and not numbered


def in_vain(here: City, entry: PendingCall) -> list[datetime]:
    """When nobody answered, in the city's time: the attempts that count."""
    calls = (each for each in entry.at_this_number if each.result is AttemptResult.NO_ANSWER)
    return [each.at.astimezone(here.zone) for each in calls]


def may_give_up(here: City, entry: PendingCall, *, cares: bool) -> bool:
    """Whether somebody may close it unsolved; ``cares``: a professional."""
    if entry.state is PendingState.PASSED:
        return cares
    tried = entry.is_open and not missing(here, entry)
    return tried and (cares or not passes(here, entry))
