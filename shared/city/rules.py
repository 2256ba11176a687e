"""How the doors behave in this city."""

from datetime import timedelta

from pydantic import Field

from shared.city.texts import Document
from shared.contracts.gateway import Level


class QueueRules(Document):
    """In what order people are called."""

    bound_minutes: dict[Level, int]
    """How long a contact of each level waits before it goes before later and lesser ones."""
    untriaged: Level
    """As what a contact counts that nobody has triaged yet."""
    calls: int = Field(ge=1)
    """How often a code is called before the person may be recorded as missed."""

    def bound(self, level: Level | None) -> timedelta:
        """The bound of a level; a contact without level has that of ``untriaged``."""
        return timedelta(minutes=self.bound_minutes[level or self.untriaged])


class TicketRules(Document):
    """What a ticket code looks like; the letter is the centre's."""

    digits: int = Field(ge=2, le=4)
    first: int = Field(ge=0)


class ClosingRules(Document):
    """What happens around closing time to those who still wait."""

    warn_minutes: int = Field(ge=0)
    """How long before closing the desks are told who would be left."""
    grace_minutes: int = Field(ge=0)
    """How long after closing those inside may still be served; then each one left is recorded."""


class ReadingRules(Document):
    """How much may be read, and when it is listed for the data-protection officer."""

    people_an_hour: int = Field(ge=1)
    """More people than this within an hour are listed as reading in bulk."""
    break_glass_minutes: int = Field(default=30, ge=1, le=240)
    """How long a use of break-glass lasts."""
    break_glass_an_hour: int = Field(default=5, ge=1)
    """So often somebody may use it within an hour."""


class FollowUpRules(Document):
    """When somebody asks whether a redirected person arrived."""

    working_days: int = Field(default=5, ge=1)
    """After so many days on which the unit is open."""


class RetentionRules(Document):
    """Who removes what is due."""

    automatic: bool
    """Every day by itself; else when somebody has seen what is due and says so."""


class AgendaRules(Document):
    """What happens around an appointment."""

    reminder_hours: int = Field(default=24, ge=1, le=168)
    """So long before it whoever gave an address is reminded."""
    check_in_before_minutes: int = Field(default=60, ge=0, le=240)
    """So long before it somebody may check in."""
    check_in_after_minutes: int = Field(default=15, ge=0, le=240)
    """So long after it began."""


class Rules(Document):
    """All rules of one version."""

    queue: QueueRules
    tickets: TicketRules
    closing: ClosingRules
    reading: ReadingRules = ReadingRules(people_an_hour=30)
    retention: RetentionRules = RetentionRules(automatic=False)
    follow_up: FollowUpRules = FollowUpRules()
    agenda: AgendaRules = AgendaRules()
