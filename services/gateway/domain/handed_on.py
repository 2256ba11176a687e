"""A referral to a unit of the city, as far as the doors know of it; the referrals own it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.gateway.domain.contact import Contact
from services.gateway.domain.refusals import ReferralOpened
from shared.contracts.gateway import RESTRICTED, ContactState, Level, Outcome, ReferralAsked
from shared.contracts.referrals import ReferralChanged, ReferralNo, ReferralState

GOES_ON = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.ON_HOLD})
"""Accepted, and not over."""

COMES_TO_NOTHING = frozenset(
    {ReferralState.CANCELLED, ReferralState.ENTERED_IN_ERROR, ReferralState.FAILED}
)
"""It ended without what it was for: nobody is expected by it any more."""


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A referral as it is known here."""

    id: UUID
    version: int
    """The greatest that the referrals told; 0: nothing yet."""
    told: int
    """The version of what we told of it last; 0: asked for elsewhere."""
    unit: str
    """To whom it goes."""
    from_unit: str | None
    """Who asked, where it was asked for here."""
    contact: UUID | None
    reason: str | None
    """Which of the contact's reasons ended so."""
    person: UUID | None
    """Whom it concerns, where the referrals say so and no contact does."""
    code: str | None
    """What people say on the telephone; none: not known yet."""
    organisation: str
    internal: bool
    level: Level | None
    restricted: bool
    sent_at: datetime
    state: ReferralState | None = None
    """None: not known yet."""
    answer_by: datetime | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    no: ReferralNo | None = None
    taken_up_at: datetime | None = None
    """When whoever sent it saw to the person again, after it came back."""
    withdrawn_at: datetime | None = None
    """When we said that it was a mistake; none too where they had opened it before they heard."""
    taken_back: bool = False
    """Whether we have said that it was a mistake, whatever came of that."""

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it was asked for here, is not over, and nobody has said that it was a mistake."""
        return self.is_asked and not self.taken_back

    @property
    def is_asked(self) -> bool:
        """Whether it was asked for here, and is not over: others hear what changes of it."""
        return self.told > 0 and self.ended_at is None

    @property
    def came_back(self) -> bool:
        """Whether one of our units has a no of it that nobody there has taken up yet."""
        refused = self.internal and self.state is ReferralState.REJECTED
        return refused and self.taken_up_at is None

    @property
    def goes_on(self) -> bool:
        """Whether the unit has accepted it, and it is not over."""
        return self.state in GOES_ON

    @property
    def came_to_nothing(self) -> bool:
        """Whether it was withdrawn, a mistake, or failed: it has no first visit any more."""
        return self.state in COMES_TO_NOTHING


def ask(contact: Contact, handed: HandedOn, person: UUID | None, *, at: datetime) -> ReferralAsked:
    """The event by which it is asked for, or taken back."""
    return ReferralAsked(
        at=at,
        version=handed.told,
        referral_id=handed.id,
        contact_id=contact.id,
        unit=handed.from_unit or contact.unit,
        to_unit=handed.unit,
        reason=RESTRICTED if handed.restricted else handed.reason or "",
        level=handed.level,
        first_at=min(contact.opened_at, contact.waiting_from or contact.opened_at),
        restricted=handed.restricted,
        person_id=person,
        withdrawn=handed.withdrawn_at is not None,
    )


def withdraw(handed: HandedOn, *, at: datetime) -> HandedOn:
    """It was a mistake. Raises ``ReferralOpened`` once the other unit has seen its content."""
    if handed.opened_at is not None or handed.answered_at is not None:
        raise ReferralOpened
    return replace(handed, told=handed.told + 1, withdrawn_at=at, taken_back=True)


def heard(handed: HandedOn | None, event: ReferralChanged) -> HandedOn:
    """As the referrals tell it; whatever is older than what is known changes nothing."""
    known = handed or HandedOn(
        id=event.referral_id,
        version=0,
        told=0,
        unit=event.unit,
        from_unit=None,
        contact=event.contact_id,
        reason=None,
        person=None if event.contact_id else event.person_id,
        code=event.code,
        organisation=event.organisation,
        internal=event.internal,
        level=event.level,
        restricted=event.restricted,
        sent_at=event.sent_at,
    )
    if event.version <= known.version:
        return known
    crossed = event.opened_at is not None or event.answered_at is not None
    return replace(
        known,
        version=event.version,
        unit=event.unit,
        code=event.code,
        level=event.level,
        restricted=known.restricted or event.restricted,
        state=event.state,
        sent_at=event.sent_at,
        answer_by=event.answer_by,
        opened_at=event.opened_at,
        answered_at=event.answered_at,
        ended_at=event.ended_at,
        no=event.no,
        taken_up_at=event.taken_up_at,
        withdrawn_at=None if crossed else known.withdrawn_at,
    )


def is_outcome_of(contact: Contact, handed: HandedOn) -> bool:
    """Whether the contact's reason still ends with the referral."""
    if contact.state is ContactState.VOIDED:
        return False
    outcomes = {each.reason: each.outcome for each in contact.matters}
    return outcomes.get(handed.reason or "") is Outcome.REFERRED
