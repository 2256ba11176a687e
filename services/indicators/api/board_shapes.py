"""The shapes of a board: who is here, what is to be done, and the doors beside the gateway."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.indicators.api import examples
from services.indicators.api.shapes import PaperShown, Shown, example
from services.indicators.domain import Freshness


class LoadShown(Shown):
    """Who is here, counted; durations in seconds."""

    waiting: int
    waiting_desk: int
    waiting_phone: int
    in_menu: int
    serving: int
    serving_phone: int
    parked: int
    longest: float | None
    median: float | None
    urgent: int
    desks_open: int | None
    desks_paused: int | None


class ToDoShown(Shown):
    """Calls to return, the day's appointments, interpreters; counted."""

    pending: int
    overdue: int
    appointments: int
    arrived: int
    missed: int
    interpreters_awaited: int
    interpreters_there: int


class ReferralsNowShown(Shown):
    """Referrals to answer, counted."""

    waiting: int = Field(description="Sent, neither answered nor withdrawn.")
    late: int = Field(description="Of these, not confirmed, or then not answered, in time.")
    soon: int = Field(description="Of these, those of which somebody is warned.")
    first_visits: int = Field(description="Of today: referrals given a time for a first visit.")
    booked: int = Field(description="Of these, those that the gateway has booked.")


class ReferralsShown(BaseModel):
    """The referrals' door."""

    freshness: Freshness
    as_of: datetime | None
    now: ReferralsNowShown | None = Field(description="null is unknown.")


class GroupsNowShown(Shown):
    """Sessions and places, counted."""

    sessions: int = Field(description="Of today, without those that are off.")
    taken: int = Field(description="Places in them of those who are enrolled.")
    left: int = Field(description="Places left in open sessions of the next four weeks.")
    waiting: int = Field(description="Places for which somebody waits, in sessions to come.")


class GroupsShown(BaseModel):
    """The groups' door."""

    freshness: Freshness
    as_of: datetime | None
    now: GroupsNowShown | None = Field(description="null is unknown.")


class BoardShown(BaseModel):
    """The load of an area, and whether it can be trusted."""

    model_config = example(examples.BOARD)

    area: str
    at: datetime
    as_of: datetime | None = Field(description="Everything told before it is counted.")
    freshness: Freshness
    load: LoadShown | None = Field(description="null while nothing was ever heard.")
    to_do: ToDoShown | None = Field(description="null while nothing is known.")
    referrals: ReferralsShown
    groups: GroupsShown
    paper: list[PaperShown] = Field(description="Units on paper at that moment: unknown.")
    by_unit: dict[str, LoadShown | None] | None = Field(
        description="A unit is null at a moment of which nothing is known of it."
    )
