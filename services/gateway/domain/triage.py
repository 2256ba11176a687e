"""What the triage makes of what somebody says: the level that the city's rules propose, and why."""

from collections.abc import Collection
from dataclasses import dataclass

from services.gateway.domain.contact import Contact
from services.gateway.domain.queue import RANK
from shared.city import City, TriageRule
from shared.contracts.gateway import Level


@dataclass(frozen=True, slots=True)
class Triage:
    """What a person says of a contact at once; ``centre`` none leaves it as it is."""

    level: Level
    reason: str | None = None
    """The main one."""
    centre: str | None = None
    keeps_reason: bool = False
    """Nothing was said of the reason: it stays."""
    why: str | None = None
    """Why it has another level than the rules propose."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A level, and the rule that says so; none: the reason itself has this level."""

    level: Level
    rule: TriageRule | None = None


def propose(
    here: City, reasons: Collection[str], circumstances: Collection[str]
) -> Proposal | None:
    """The most pressing of what reasons and rules propose; none while there is no reason.

    Rules only ever raise a level, and whoever answers nothing keeps that of the reason: refusing
    to say who one is lowers nothing.
    """
    of_reasons = [Proposal(known.level) for code in reasons if (known := here.reason(code))]
    of_rules = [
        Proposal(rule.level, rule)
        for rule in here.triage.rules
        if set(rule.reasons) & set(reasons) and set(rule.circumstances) <= set(circumstances)
    ]
    return min([*of_reasons, *of_rules], key=_pressing, default=None)


def proposed_for(here: City, contact: Contact) -> Proposal | None:
    """What the city's rules propose for a contact."""
    return propose(here, [each.reason for each in contact.matters], contact.circumstances)


def proposed_level(here: City, contact: Contact) -> Level | None:
    """The level of that proposal."""
    found = proposed_for(here, contact)
    return found.level if found else None


def follows(contact: Contact, said: Level | None, says: Level) -> bool:
    """Whether the level becomes what the rules propose now, after what they proposed before.

    One said at the door may rise, and is never lowered. One that was chosen for a reason answers
    what they proposed then: a graver proposal than that raises it, and nothing else changes it.
    """
    if contact.level is None:
        return True
    graver = RANK[says] < RANK[contact.level]
    if contact.level_why is None:
        return graver or contact.level in (said, says)
    answered = contact.level_against or said
    return graver and (answered is None or RANK[says] < RANK[answered])


def asked_about(here: City, reasons: Collection[str]) -> tuple[str, ...]:
    """The circumstances that rules of these reasons ask about, in the city's order."""
    wanted = {
        code for rule in here.triage.rules if set(rule.reasons) & set(reasons)
        for code in rule.circumstances
    }  # fmt: skip
    return tuple(each.code for each in here.triage.circumstances if each.code in wanted)


def _pressing(proposal: Proposal) -> tuple[int, bool]:
    return RANK[proposal.level], proposal.rule is None
