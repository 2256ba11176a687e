"""What is otherwise than on an ordinary day, by name."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Absent(_Part):
    """Desks of a centre at which nobody works."""

    centre: str
    desks: int


class Surge(_Part):
    """People beyond the ordinary who come to a centre soon after it opens."""

    centre: str
    people: int
    minutes: float
    reason: str


class HandedOver(_Part):
    """People of an emergency of the night, whom a partner refers to a centre when it opens."""

    sender: str
    centre: str
    people: int
    minutes: float
    reason: str


class GroupsFirst(_Part):
    """How many of an ordinary appointment's people get a place in a group; none: nobody does."""

    centre: str
    share: Annotated[float, Field(ge=0, le=1)]


class Scenario(_Part):
    """Everything that a scenario changes; what it does not name is as always."""

    weekday: Annotated[int | None, Field(ge=0, le=6)] = None
    volume: Annotated[float, Field(gt=0)] = 1.0
    absent: Absent | None = None
    surge: Surge | None = None
    handed_over: HandedOver | None = None
    senders: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    groups_first: GroupsFirst | None = None
    silent_minutes: float = 0
    silent_hour: int = 11
    waits_days: dict[str, int] = {}

    def given_until(self, centre: str) -> int:
        """So many days from now every time of that centre is given already."""
        return self.waits_days.get(centre, self.waits_days.get("other", 0))

    def absent_at(self, centre: str) -> int:
        """At so many desks of that centre nobody works."""
        return self.absent.desks if self.absent and self.absent.centre == centre else 0


ORDINARY = Scenario()
