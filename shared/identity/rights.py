"""What an account or key may, and where: which roles go together, and with which scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.identity.principal import MACHINES, PARTNERS, PEOPLE, SCREENS, Role
from shared.identity.refusals import (
    NoSuchRole,
    NoUnit,
    SeparateDuties,
    UnknownUnits,
    WholeCityOnly,
    WrongOrganisation,
    WrongRoles,
)

WATCH = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER})
"""Who gives rights, and who watches what is done with them: for the whole city."""
READ = frozenset({Role.RECEPTION, Role.PROFESSIONAL})
"""Whose work is with people's data."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Roles within a scope; ``units`` none is the whole city, for partners none at all."""

    roles: frozenset[Role]
    units: frozenset[str] | None = None
    organisation: str | None = None

    def for_an_account(self) -> None:
        """Raises why they do not fit: roles, scope, or duties that are to be apart."""
        self._fit(PEOPLE, SCREENS)
        if self.roles & WATCH and self.roles & READ:
            raise SeparateDuties
        if self.roles & WATCH and self.units is not None:
            raise WholeCityOnly

    def for_a_key(self) -> None:
        """Raises why they do not fit: roles or scope."""
        self._fit(MACHINES)

    def within(self, units: Iterable[str]) -> None:
        """Raises ``UnknownUnits`` unless each unit is one of these."""
        if not (self.units or frozenset()) <= frozenset(units):
            raise UnknownUnits

    def _fit(self, *kinds: frozenset[Role]) -> None:
        if not self.roles:
            raise NoSuchRole
        if not any(self.roles <= kind for kind in kinds):
            raise WrongRoles
        partner = bool(self.roles & PARTNERS)
        if partner and self.roles - PARTNERS:
            raise WrongRoles
        if partner != bool(self.organisation) or (partner and self.units is not None):
            raise WrongOrganisation
        if self.units is not None and not self.units:
            raise NoUnit

    def columns(self) -> tuple[list[str], list[str] | None, str | None]:
        """Roles, units and organisation as the tables keep them."""
        units = None if self.units is None else sorted(self.units)
        return sorted(self.roles), units, self.organisation

    def told(self) -> dict[str, Any]:
        """As the list of changes keeps them."""
        return dict(zip(("roles", "units", "organisation"), self.columns(), strict=True))


def rights(
    roles: Iterable[Role | str], units: Iterable[str] | None = None, organisation: str | None = None
) -> Rights:
    """Rights from what a form, a command or a row says. Raises ``NoSuchRole``."""
    try:
        known = frozenset(Role(role) for role in roles)
    except ValueError as why:
        raise NoSuchRole from why
    return Rights(known, None if units is None else frozenset(units), organisation or None)
