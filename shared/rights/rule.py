"""A rule: who may do one thing, within what, under which conditions. Refusal is the default."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Forbidden, NotFound, Unauthenticated
from shared.identity import MACHINES, Principal, Role


class Within(StrEnum):
    """What of the principal's scope is asked for."""

    ANYTHING = "anything"
    """Nothing: what is shown is the same for all."""
    UNIT = "unit"
    """The unit that the address names; another one is absent."""
    THING = "thing"
    """The unit of what is taken or chosen, asked where it is taken; another unit's is absent."""
    SHARE = "share"
    """Only what lies within the scope is counted, shown or taken in; absent when nothing does."""
    CITY = "city"
    """The whole city; whoever sees only a part of it is refused."""
    ORGANISATION = "organisation"
    """The organisation that the address names; another one is absent."""
    SIDE = "side"
    """The organisation or unit of either side of what is taken; another's is absent."""
    OWN = "own"
    """Only one's own things: the session, the account."""


class Condition(StrEnum):
    """What is asked besides, where the person or thing is taken; code asks for it by this name."""

    RELATION = "relation"
    """A relation to the person: an open contact, their unit, or break-glass with a reason."""
    STANDING = "standing"
    """A relation that somebody has; break-glass, which only lets read, is not enough."""
    STRANGER = "stranger"
    """An exact search found the person within the hour, and there is no relation."""
    FOUND = "found"
    """Instead of a relation, a whole telephone or document: masked, twenty people an hour."""
    NAMEABLE = "nameable"
    """A relation, or found in that way within the hour."""
    SEALED = "sealed"
    """A sealed person is absent to those who may not know of them."""
    EXCLUDED = "excluded"
    """Staff named by the person, or by themselves, neither see nor serve them."""
    RESTRICTED = "restricted"
    """A restricted contact is absent to those who may not know of it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a route: ``act`` says in words what it does; ``roles`` none is everybody."""

    act: str
    roles: frozenset[Role] | None
    within: Within = Within.ANYTHING
    conditions: tuple[Condition, ...] = ()

    def check(self, principal: Principal | None, asked: Mapping[str, str]) -> None:
        """Ask what can be known from the address, whose parameters ``asked`` holds.

        Raises ``Unauthenticated``, ``Forbidden`` or ``NotFound``.
        """
        if self.roles is None:
            return
        if principal is None:
            raise Unauthenticated
        if not self.roles & principal.roles:
            raise Forbidden
        _CHECKS.get(self.within, _nothing)(principal, asked)


def _nothing(_principal: Principal, _asked: Mapping[str, str]) -> None:
    """What is asked for is known only where the thing is taken."""


def _unit(principal: Principal, asked: Mapping[str, str]) -> None:
    principal.require(asked.get("unit"))


def _city(principal: Principal, _asked: Mapping[str, str]) -> None:
    if principal.units is not None or principal.organisation is not None:
        raise Forbidden


def _organisation(principal: Principal, asked: Mapping[str, str]) -> None:
    if principal.organisation != asked.get("organisation"):
        raise NotFound


_CHECKS = {Within.UNIT: _unit, Within.CITY: _city, Within.ORGANISATION: _organisation}
Policy = Mapping[str, Rule]
ANYONE: None = None
"""Everybody, also who is not signed in."""
PEOPLE = frozenset(Role) - MACHINES
"""Everybody who is a person, signed in."""


def may(
    act: str,
    who: frozenset[Role] | set[Role] | None,
    within: Within = Within.ANYTHING,
    *conditions: Condition,
) -> Rule:
    """One line of a policy."""
    return Rule(act, None if who is None else frozenset(who), within, conditions)
