"""The policy in words, for people who answer for it."""

from collections.abc import Mapping

from shared.identity import Role
from shared.pages.messages import N_
from shared.rights.rule import PEOPLE, Condition, Rule, Within

ROLES: Mapping[Role, str] = {
    Role.RECEPTION: N_("Reception"),
    Role.PROFESSIONAL: N_("Professional"),
    Role.FACILITATOR: N_("Facilitator"),
    Role.MANAGER: N_("Manager"),
    Role.PARTNER: N_("Partner"),
    Role.FUNCTIONAL_TUTOR: N_("Functional tutor"),
    Role.DATA_PROTECTION_OFFICER: N_("Data-protection officer"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.KIOSK: N_("Kiosk"),
    Role.DISPLAY: N_("Display"),
    Role.TELEPHONY: N_("Telephone exchange"),
    Role.PARTNER_SYSTEM: N_("Partner's system"),
    Role.METRICS: N_("Metrics collector"),
}
WITHIN: Mapping[Within, str] = {
    Within.ANYTHING: N_("The same for all"),
    Within.UNIT: N_("Their own centres"),
    Within.THING: N_("What belongs to their own centres"),
    Within.SHARE: N_("Only the part of their own centres"),
    Within.CITY: N_("Only who answers for the whole city"),
    Within.ORGANISATION: N_("Their own organisation"),
    Within.SIDE: N_("What their organisation or centre sends or receives"),
    Within.OWN: N_("Only one's own"),
}
CONDITIONS: Mapping[Condition, str] = {
    Condition.RELATION: N_("A relation to the person, or break-glass with a reason"),
    Condition.STANDING: N_("A relation to the person; break-glass is not enough"),
    Condition.STRANGER: N_("Found by an exact search within the hour, and no relation"),
    Condition.FOUND: N_(
        "Whoever knows a whole telephone or document; masked; twenty people an hour"
    ),
    Condition.NAMEABLE: N_("A relation to the person, or found by a whole number within the hour"),
    Condition.SEALED: N_("A sealed person is absent to who may not know"),
    Condition.EXCLUDED: N_("Not by staff whom the person, or they themselves, excluded"),
    Condition.RESTRICTED: N_("A restricted contact is absent to who may not know"),
}
EVERYBODY = N_("Everybody, also not signed in")
EVERY_PERSON = N_("Every person who is signed in")


def who(rule: Rule) -> tuple[str, ...]:
    """The roles in words, in the order of the roles' list."""
    if rule.roles is None:
        return (EVERYBODY,)
    people = (EVERY_PERSON,) if rule.roles >= PEOPLE else ()
    rest = rule.roles - PEOPLE if people else rule.roles
    return people + tuple(words for role, words in ROLES.items() if role in rest)


def within(rule: Rule) -> str:
    """What of the scope is asked for, in words."""
    return WITHIN[rule.within]


def conditions(rule: Rule) -> tuple[str, ...]:
    """What is asked besides, in words."""
    return tuple(CONDITIONS[each] for each in rule.conditions)
