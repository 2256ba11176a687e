"""The figures of what was handed on: referrals and groups, with the time really used."""

from collections.abc import Mapping
from dataclasses import dataclass

MINUTE = 60_000_000
Tallied = Mapping[str, Mapping[str, tuple[int, int]]]
"""By figure and code: number and sum."""
NOES = ("returned", "redirected", "refused")


@dataclass(frozen=True, slots=True)
class Partner:
    """What became of one organisation's referrals."""

    answered: int
    noes: int
    """Of these, returned, redirected or refused."""

    @property
    def share(self) -> float:
        """The share of those that were answered with a no."""
        return self.noes / self.answered


@dataclass(frozen=True, slots=True)
class ReferralFigures:
    """Referrals of a time."""

    sent: int
    late: int
    """Whose time to answer passed in it, unanswered."""
    answered: int
    by_answer: Mapping[str, int]
    """``accepted``, ``returned``, ``redirected`` and ``refused``."""
    recognised: int
    """Of the accepted, those whose assessment was not repeated."""
    acknowledged: int
    to_acknowledge: int
    """Whose time to be acknowledged passed in it; ``acknowledged`` of them in time."""
    by_partner: Mapping[str, Partner]

    @property
    def noes(self) -> int:
        """Answered with a no."""
        return sum(self.by_answer.get(each, 0) for each in NOES)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Sessions that begin in a time, without those that are off."""

    sessions: int
    capacity: int
    taken: int
    held: int
    minutes: int
    """Of the sessions held."""
    told: int
    """Of these, those of which it is said who came; the following are theirs."""
    told_minutes: int
    attended: int
    absent: int
    present: int
    """Who came, enrolled or not."""

    @property
    def attended_share(self) -> float | None:
        """Who came of those enrolled; none where it is said of nobody."""
        enrolled = self.attended + self.absent
        return self.attended / enrolled if enrolled else None


@dataclass(frozen=True, slots=True)
class VisitsUsed:
    """Appointments that were attended, and how long."""

    attended: int
    timed: int
    """Of these, those of which both beginning and end are known."""
    minutes: float
    """Of these."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Referrals, groups and visits of a time."""

    referrals: ReferralFigures
    groups: GroupFigures
    visits: VisitsUsed


def handed(tallied: Tallied) -> Handed:
    """The figures from what was tallied."""

    def number(figure: str, code: str) -> int:
        return tallied.get(figure, {}).get(code, (0, 0))[0]

    def total(figure: str, code: str) -> int:
        return tallied.get(figure, {}).get(code, (0, 0))[1]

    answers = {code: count for code, (count, _) in tallied.get("answer", {}).items()}
    kept, broken = (number("acknowledgement", code) for code in ("kept", "broken"))
    return Handed(
        ReferralFigures(
            sent=number("referral", "sent"),
            late=number("referral", "late"),
            answered=sum(answers.values()),
            by_answer=answers,
            recognised=number("recognised", "yes"),
            acknowledged=kept,
            to_acknowledge=kept + broken,
            by_partner={
                code: Partner(count, number("no_of", code))
                for code, (count, _) in tallied.get("answered_of", {}).items()
            },
        ),
        GroupFigures(
            sessions=number("session", "planned"),
            capacity=total("session", "capacity"),
            taken=total("session", "taken"),
            held=number("held", "all"),
            minutes=total("held", "all"),
            told=number("held", "told"),
            told_minutes=total("held", "told"),
            attended=total("held", "attended"),
            absent=total("held", "absent"),
            present=total("held", "there"),
        ),
        VisitsUsed(
            attended=number("visit", "attended"),
            timed=number("visit", "timed"),
            minutes=total("visit", "timed") / MINUTE,
        ),
    )
