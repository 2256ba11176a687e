"""Whether those arrived who were redirected: asked after some working days."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from services.gateway.domain import access
from services.gateway.domain.access import ContactFacts
from services.gateway.domain.acts import Done
from services.gateway.domain.contact import Contact, tell
from services.gateway.domain.matters import Matters, said
from services.gateway.domain.pending import telephones
from services.gateway.domain.refusals import NoSuchMatter, NothingToFollow
from shared.city import City
from shared.contracts import gateway as told
from shared.contracts.gateway import RESTRICTED, Matter, Outcome
from shared.identity import Principal, Role


class Arrived(StrEnum):
    """What was found out."""

    YES = "yes"
    NO = "no"
    NOT_REACHED = "not_reached"


ANSWERED = "followedup"
"""How the act is called of whoever says it."""
FOUND = {Arrived.YES: True, Arrived.NO: False, Arrived.NOT_REACHED: None}


def to_ask(matters: Iterable[Matter]) -> Matters:
    """The reasons for which they were redirected and nobody asked yet."""
    return tuple(m for m in matters if m.outcome is Outcome.REDIRECTED and m.asked_at is None)


def asks_unknowing(here: City, facts: ContactFacts, who: Principal) -> bool:
    """Whether they ask without knowing about what: reception of the city's telephone, where no
    professional is who could ask of a restricted reason.
    """
    at_telephone = facts.contact.unit in telephones(here) and Role.RECEPTION in who.roles
    return at_telephone and who.id not in facts.kept_from and bool(to_ask(facts.contact.matters))


def without_reason(here: City, contact: Contact) -> Contact:
    """It without its restricted reasons, who is competent for them and what led to its level."""
    matters = tuple(
        each.model_copy(update={"reason": RESTRICTED, "owner": None})
        if here.restricts(each.reason)
        else each
        for each in contact.matters
    )
    reason = RESTRICTED if here.restricts(contact.reason) else contact.reason
    return replace(contact, reason=reason, matters=matters, circumstances=(), level_why=None)


def as_known(here: City, facts: ContactFacts, who: Principal, at: datetime) -> Contact:
    """It as far as somebody may know of it who has just acted on it."""
    known = access.may_know(facts, access.is_restricted(here, facts.contact), who, at)
    return facts.contact if known else without_reason(here, facts.contact)


def meant(here: City, contact: Contact) -> str:
    """Which reason is meant by whoever asks without knowing it. Raises ``NothingToFollow``."""
    for each in to_ask(contact.matters):
        if here.restricts(each.reason):
            return each.reason
    raise NothingToFollow


def dated(here: City, contact: Contact) -> Contact:
    """With the first day from which somebody asks; none where there is nothing to ask.

    Redirected is not solved: that is known of nobody until somebody asked.
    """
    unit = here.unit(contact.unit)
    ahead = here.rules.follow_up.working_days
    days = [here.working_day(unit, m.at, ahead) for m in to_ask(contact.matters) if unit and m.at]
    return replace(contact, follow_up_on=min(days, default=None))


def answer(here: City, contact: Contact, reason: str, arrived: Arrived, *, at: datetime) -> Done:
    """What was found out for one reason. Raises ``NoSuchMatter``, ``NothingToFollow``."""
    if all(each.reason != reason for each in contact.matters):
        raise NoSuchMatter
    if all(each.reason != reason for each in to_ask(contact.matters)):
        raise NothingToFollow
    found = {"arrived": FOUND[arrived], "asked_at": at}
    matters = tuple(
        each.model_copy(update=found) if each.reason == reason else each for each in contact.matters
    )
    after = replace(said(contact, matters), version=contact.version + 1)
    return dated(here, after), tell(told.ContactFollowedUp, after, at)
