"""How the doors behave in this city."""

from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from shared.city.texts import Document
from shared.contracts.gateway import Level


class Reentry(StrEnum):
    """Where somebody stands who was called, did not come and waits again."""

    ITS_OWN = "its-own"
    AFTER = "after"
    """Behind so many of those who are next."""
    END = "end"


class RecallRules(Document):
    """What becomes of those who were called and did not come; their arrival is kept."""

    calls: int | None = Field(default=None, ge=1)
    """How often they are called first; none: as the whole city says."""
    grace_minutes: int = Field(ge=0)
    """How long they have after the last call."""
    returns: int = Field(ge=0)
    """How often they wait again before they count as missed."""
    place: Reentry = Reentry.ITS_OWN
    behind: int = Field(default=0, ge=0)
    """Behind how many, where the place is ``after``."""


class QueueRules(Document):
    """In what order people are called."""

    bound_minutes: dict[Level, int]
    """How long a contact of each level waits before it goes before later and lesser ones."""
    untriaged: Level
    """As what a contact counts that nobody has triaged yet."""
    calls: int = Field(ge=1)
    """How often a code is called before the person may be recorded as missed."""
    recall: RecallRules | None = None
    """None: whoever called may record them as missed at any time."""
    recall_at: dict[str, RecallRules] = Field(default_factory=dict)
    """Units that do otherwise, by their code."""

    def recall_of(self, unit: str) -> RecallRules | None:
        """What becomes at that unit of those who did not come."""
        return self.recall_at.get(unit, self.recall)

    def calls_of(self, unit: str) -> int:
        """How often that unit calls a code."""
        rules = self.recall_of(unit)
        return (rules and rules.calls) or self.calls

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


class ReferralRules(Document):
    """Until when a centre answers a referral, in minutes for which it is open."""

    acknowledge_minutes: int = Field(default=420, ge=1)
    """That it has arrived: about a working day."""
    answer_minutes: int = Field(default=1260, ge=1)
    """Yes or no: about three working days."""
    warn_minutes: int = Field(default=315, ge=1)
    """So long before an answer is late somebody is warned."""


class PendingCallRules(Document):
    """What the city promises to whoever is to be called back, and when it may give up."""

    due_minutes: dict[Level, int] = Field(
        default={Level.URGENT: 30, Level.PREFERENTIAL: 120, Level.ORDINARY: 480}
    )
    """Within so much of the unit's opening time they are called back."""
    attempts: int = Field(default=3, ge=1)
    """So many calls that nobody answers are needed before anybody may give up."""
    days: int = Field(default=2, ge=1)
    """On so many civil days."""
    afternoon_hour: int = Field(default=14, ge=1, le=23)
    """From this hour of civil time it is the afternoon: one attempt must be in each half."""


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


class GroupRules(Document):
    """How free places in a session are offered to those who wait."""

    offer_minutes: int = Field(default=480, ge=1)
    """So much of the unit's opening time somebody has to answer an offer."""
    late_hours: int = Field(default=24, ge=0)
    """From so long before the session places are offered to everybody who waits, at once."""

    @property
    def late(self) -> timedelta:
        """The same as a duration."""
        return timedelta(hours=self.late_hours)


class Rules(Document):
    """All rules of one version."""

    queue: QueueRules
    tickets: TicketRules
    closing: ClosingRules
    reading: ReadingRules = ReadingRules(people_an_hour=30)
    retention: RetentionRules = RetentionRules(automatic=False)
    follow_up: FollowUpRules = FollowUpRules()
    pending_calls: PendingCallRules = PendingCallRules()
    agenda: AgendaRules = AgendaRules()
    groups: GroupRules = GroupRules()
    referrals: ReferralRules = ReferralRules()
