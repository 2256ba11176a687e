"""The numbers of a realistic day, as ``day.yaml`` of the city folder has them."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.cli.city.folder import BARCELONA
from deploy.cli.day.scenarios import ORDINARY, Scenario
from deploy.local.command import Problem
from shared.contracts.gateway import AppointmentKind, Outcome

FILE = "day.yaml"
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Percents = Annotated[dict[str, float], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Weekdays(_Part):
    """How much of an ordinary day comes, Monday first."""

    phone: tuple[Positive, ...]
    desk: tuple[Positive, ...]


class Some(_Part):
    """A share of all, and the reasons that they come with."""

    share: Share
    codes: tuple[str, ...]


class Reasons(_Part):
    """A kind of reason: how often, and its codes."""

    percent: Positive
    codes: tuple[str, ...]


class Minutes(_Part):
    """Mean minutes of service by kind, and its standard deviation by its mean."""

    short: Positive
    triage: Positive
    urgent: Positive
    varies: Positive


class Visits(_Part):
    """People at desk and kiosk."""

    per_centre: Positive
    hours: tuple[Positive, ...]
    first_minutes: Positive
    kiosk: Share
    known: Share
    leave: Share
    patience_minutes: Positive
    silent: Share
    deliveries: Share
    languages: Percents


class Calls(_Part):
    """Calls to the city's telephone."""

    per_day: Positive
    hours: dict[int, Positive]
    menu_seconds: Positive
    hung_in_menu: Share
    patience_seconds: Positive
    noted: int
    safety: Positive
    minutes: Minutes


class Callbacks(_Part):
    """Calls that are returned."""

    reached: Share
    engaged: Share
    rings_seconds: Positive
    minutes: Positive
    pause_minutes: Positive
    most: int


class Times(_Part):
    """Times of one kind, one after another."""

    kind: AppointmentKind
    minutes: int
    number: int


class Agenda(_Part):
    """Times of professionals, and who comes."""

    times: tuple[Times, ...]
    per_desks: int
    days: int
    missed: Share
    early_minutes: Positive


class Sender(_Part):
    """A partner: its share of all referrals, and the share of its own that go wrong."""

    percent: Positive
    wrong: Share


class Referrals(_Part):
    """What partners send, and how soon centres answer."""

    per_day: Positive
    hours: dict[int, Positive]
    acknowledge_days: Positive
    decide_days: Positive
    varies: Positive
    incomplete: Share
    again_minutes: Positive
    taken_up_hours: Positive
    withdrawn: Share
    withdrawn_minutes: Positive
    in_group: Share
    chosen_again: Share
    reasons: tuple[str, ...]
    senders: dict[str, Sender]


class Groups(_Part):
    """Sessions, who enrols, and who comes."""

    programmes: tuple[str, ...]
    weekdays: int
    hour: int
    afternoon_hour: int
    minutes: int
    size: int
    small: Share
    small_size: int
    days: int
    missed: Share
    gives_back: Share
    accepts: Share
    by_professional: Positive
    by_themselves: Positive


class Numbers(_Part):
    """Everything that a plan is drawn from."""

    weekdays: Weekdays
    districts: dict[str, Positive]
    visits: Visits
    reasons: tuple[Reasons, ...]
    urgent: Some
    preferential: Some
    deliveries: tuple[str, ...]
    short: tuple[str, ...]
    outcomes: dict[Outcome, Positive]
    minutes: Minutes
    calls: Calls
    callbacks: Callbacks
    agenda: Agenda
    referrals: Referrals
    groups: Groups
    scenarios: dict[str, Scenario]

    def scenario(self, name: str | None) -> Scenario:
        """The scenario of that name, the ordinary one without. Raises ``Problem``."""
        if name is None:
            return ORDINARY
        if name not in self.scenarios:
            raise Problem(f"There is no scenario {name}. There are: {', '.join(self.scenarios)}.")
        return self.scenarios[name]


def read(folder: Path = BARCELONA) -> Numbers:
    """The numbers of that city folder. Raises ``Problem`` with the place of the first mistake."""
    try:
        return Numbers.model_validate(yaml.safe_load((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as why:
        raise Problem(f"{folder / FILE} cannot be read: {why}.") from why
    except ValidationError as why:
        first = why.errors()[0]
        place = ", ".join(str(each) for each in first["loc"])
        raise Problem(f"{folder / FILE}, {place}: {first['msg']}.") from why
