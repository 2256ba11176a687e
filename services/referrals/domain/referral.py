"""A referral: somebody is handed from one organisation to another, and nobody lets go too early.

That it was acknowledged, that it was opened, and that what came back was taken up are facts beside
the state.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.domain.states import OPEN, TAKEN_ON, No, Party, State
from shared.contracts.gateway import Level


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as it stands; every act makes a new one with the next version."""

    id: UUID
    version: int
    organisation: str
    """Who sends it, by the code of the partner."""
    unit: str
    """To whom it goes."""
    reason: str
    """Code of the reason in the city folder."""
    state: State
    written_at: datetime
    sent_at: datetime | None = None
    opened_at: datetime | None = None
    """When the receiver first saw its content."""
    acknowledged_at: datetime | None = None
    """When the receiver said that it has arrived; no answer yet."""
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    no: No | None = None
    why: str | None = None
    """Of a no the code of its reason; of a hold or a failure likewise."""
    missing: tuple[str, ...] = ()
    """What a returned one lacks, by codes."""
    elsewhere: str | None = None
    """The right door, by the code of a unit or an owner."""
    replaces: UUID | None = None
    """The one that was answered with a no, and that this one is sent instead of."""
    code: str = ""
    """What people say on the telephone; of nobody's name or number."""
    internal: bool = False
    """One of the city's own units sends it."""
    outside: bool = False
    """It goes to a partner, as the better route."""
    level: Level | None = None
    """How soon the sender thinks that the person must be attended."""
    restricted: bool = False
    """Its reason is nobody else's affair."""
    acknowledge_by: datetime | None = None
    answer_by: datetime | None = None
    warn_at: datetime | None = None
    acknowledge_warn_at: datetime | None = None
    contact: UUID | None = None
    """The gateway's contact whose outcome it is."""
    person: UUID | None = None
    """The person, by the gateway's id."""
    recognised: bool = False
    """The receiver took the sender's assessment over without repeating it."""
    unread: Party | None = None
    """The side that has yet to read the last message of the other."""
    taken_up_at: datetime | None = None
    """When the unit that sent it saw to the person again, after it came back."""
    first_at: datetime | None = None
    """When the person first came to the city's door that refers them, or was first referred by one
    that this is sent instead of; none: not known here."""

    @property
    def owed(self) -> bool:
        """Whether the receiver has yet to answer."""
        return self.state is State.REQUESTED

    @property
    def came_back(self) -> bool:
        """Whether one of our units has a no of it that nobody there has taken up yet."""
        return self.internal and self.state is State.REJECTED and self.taken_up_at is None

    @property
    def due_at(self) -> datetime | None:
        """By when the receiver owes the next thing: that it has arrived, then an answer."""
        return self.answer_by if self.acknowledged_at else self.acknowledge_by

    @property
    def warned_at(self) -> datetime | None:
        """From when somebody is warned of the next thing that the receiver owes."""
        return self.warn_at if self.acknowledged_at else self.acknowledge_warn_at or self.warn_at

    def late(self, at: datetime) -> bool:
        """Whether the receiver owes something that is overdue."""
        return self.owed and self.due_at is not None and at > self.due_at

    def near(self, at: datetime) -> bool:
        """Whether what the receiver owes next is soon to be late."""
        warned, due = self.warned_at, self.due_at
        return self.owed and warned is not None and due is not None and warned <= at <= due

    @property
    def responsible(self) -> Party:
        """Who answers for the person now: the sender, until somebody has taken it on."""
        return Party.RECEIVER if self.state in TAKEN_ON else Party.SENDER

    @property
    def known_to_receiver(self) -> bool:
        """Whether there is such a referral to the receiver: withdrawn unseen it never was.

        Whoever has taken it on knows of it, even if they never read what it says.
        """
        unseen = self.opened_at is None and self.answered_at is None
        withdrawn_unseen = self.state is State.CANCELLED and unseen
        return self.sent_at is not None and not withdrawn_unseen

    @property
    def spoken_of(self) -> bool:
        """Whether the two sides may still write to each other: it is open, or was returned."""
        return self.state in OPEN or self.no is No.RETURNED

    @property
    def readable_by_receiver(self) -> bool:
        """Whether the receiver may read its content; of an error only the envelope stays."""
        return self.known_to_receiver and self.state is not State.ENTERED_IN_ERROR
