"""The shapes of intervals' figures; null where nothing can be said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.indicators.api import examples
from services.indicators.api.shapes import (
    MeanShown,
    PaperShown,
    ServiceLevelShown,
    Shown,
    WaitsShown,
    example,
    figures_shown,
)
from services.indicators.domain import Figures, Gap, Handed, Known, Standing, Work


class InterpretersShown(Shown):
    """Interpreters that were asked for; minutes are sums."""

    contacts: int
    wait_minutes: float
    minutes: float


class WaitsAsToldShown(Shown):
    """Contacts that were told an interval for their wait."""

    told: int
    served: int = Field(description="Of them, those whose wait ended in service.")
    inside: int = Field(description="Of these, those who waited as long as they had been told.")
    share: float | None = Field(description="inside / served")


class CallbacksShown(Shown):
    """Promises to call back."""

    opened: int
    kept: int
    due: int
    share: float | None


class VisitsShown(Shown):
    """Appointments that begin in the interval; days are civil."""

    by_state: dict[str, int]
    first: int
    days_mean: float | None
    days_median: int | None


class WorkShown(Shown):
    """What was done for those who came; null is unknown, or not of the asked door."""

    by_level: dict[str, int]
    by_outcome: dict[str, int] = Field(description="Of contacts: the main reason's outcome.")
    by_reason: dict[str, int] | None = Field(description="A contact counts in each of its reasons.")
    reasons_by_outcome: dict[str, int] | None
    reasons_unknown: int = Field(description="Contacts from before their reasons were kept.")
    ended: int
    solved: int
    solved_share: float | None
    entered_later: int
    waits_as_told: WaitsAsToldShown
    interpreters: InterpretersShown | None
    callbacks: CallbacksShown | None
    visits: VisitsShown | None


class StandingShown(Shown):
    """Pending calls at the interval's last instant, or the newest one heard of."""

    at: datetime
    open: int = Field(description="Begun and not ended.")
    overdue: int = Field(description="Of these, those past the promised time.")
    most: int = Field(description="Open at once at some instant of the interval.")


class PartnerShown(Shown):
    """What became of one organisation's referrals."""

    answered: int
    noes: int = Field(description="Of these, returned, redirected or refused.")
    share: float = Field(description="noes / answered")


class ReferralFiguresShown(Shown):
    """Referrals: each counts when it was sent, answered, and when its time passed unanswered."""

    sent: int
    late: int
    answered: int
    by_answer: dict[str, int] = Field(description="accepted, returned, redirected, refused")
    recognised: int = Field(description="Accepted without repeating the assessment.")
    acknowledged: int = Field(description="In time, of those to be acknowledged.")
    to_acknowledge: int
    by_partner: dict[str, PartnerShown]


class GroupFiguresShown(Shown):
    """Sessions that begin in the interval, without those that are off."""

    sessions: int
    capacity: int
    taken: int
    held: int
    minutes: int = Field(description="Of the sessions held.")
    told: int = Field(description="Of these, those of which it is said who came.")
    attended: int
    absent: int
    present: int = Field(description="Who came, enrolled or not.")
    attended_share: float | None = Field(description="attended / (attended + absent)")


class StretchShown(Shown):
    """An interval's figures; ``end`` is excluded."""

    start: datetime
    end: datetime
    known: Known = Field(description="unknown: paper left nothing; part: a unit was on paper.")
    paper: list[PaperShown]
    offered: int | None
    answered: int | None
    abandoned: int | None
    wait_seconds: WaitsShown | None
    handling_seconds: MeanShown | None
    abandoned_wait_seconds: MeanShown | None
    service_level: ServiceLevelShown | None
    work: WorkShown | None
    pending: StandingShown | None = Field(
        description="null is unknown at that instant, not begun, or not of the asked door."
    )
    referrals: ReferralFiguresShown | None = Field(
        description="null is unknown, not begun, or not of the asked door."
    )
    groups: GroupFiguresShown | None = Field(
        description="null is unknown, not begun, or not of the asked door."
    )


class TotalShown(StretchShown):
    """The figures of the whole time: what is known of it."""


class FiguresOfArea(BaseModel):
    """The figures of a time and of its intervals."""

    model_config = example(examples.FIGURES_OF_AREA)

    area: str
    total: TotalShown
    intervals: list[StretchShown]


def stretch_shown(
    bounds: tuple[datetime, datetime],
    told: tuple[Figures, Work, Standing | None],
    known: Known,
    gaps: Sequence[Gap],
) -> dict[str, Any]:
    """An interval in the shape of answers; nothing of it where it is unknown."""
    of, done, calls = told
    figures: dict[str, Any] = {**figures_shown(of), "work": done, "pending": calls}
    if known is Known.UNKNOWN:
        figures = dict.fromkeys(figures)
    paper = [gap for gap in gaps if gap.touches(*bounds)]
    return {"start": bounds[0], "end": bounds[1], "known": known, "paper": paper, **figures}


def handed_shown(of: Handed, sure: tuple[bool, bool]) -> dict[str, Any]:
    """Referrals and groups in the shape of answers; nothing of either where it is unknown."""
    return {
        "referrals": of.referrals if sure[0] else None,
        "groups": of.groups if sure[1] else None,
    }
