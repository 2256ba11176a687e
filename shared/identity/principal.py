"""Who asks: one shape, however they signed in."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.errors import NotFound


class Role(StrEnum):
    """What somebody, or some machine, is here to do."""

    RECEPTION = "reception"
    PROFESSIONAL = "professional"
    FACILITATOR = "facilitator"
    MANAGER = "manager"
    """Of a centre, a district or the city: that is their scope, not another role."""
    PARTNER = "partner"
    FUNCTIONAL_TUTOR = "functional_tutor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ADMINISTRATOR = "administrator"
    KIOSK = "kiosk"
    DISPLAY = "display"
    TELEPHONY = "telephony"
    PARTNER_SYSTEM = "partner_system"
    METRICS = "metrics"


MACHINES = frozenset({Role.KIOSK, Role.DISPLAY, Role.TELEPHONY, Role.PARTNER_SYSTEM, Role.METRICS})
"""Roles that no person has."""
SCREENS = frozenset({Role.DISPLAY, Role.KIOSK})
"""Machines that show pages: they sign in as people do, once, and stay."""
PEOPLE = frozenset(Role) - MACHINES
PARTNERS = frozenset({Role.PARTNER, Role.PARTNER_SYSTEM})
"""Roles whose scope is an organisation, never a unit."""
LANGUAGES = ("ca", "es", "en")


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or machine with roles, within a scope.

    ``units`` none is the whole city; ``organisation`` is a partner's, which sees no unit at all.
    """

    id: UUID
    name: str
    roles: frozenset[Role]
    units: frozenset[str] | None
    language: str | None = None
    unit: str | None = None
    """The centre chosen in the bar, for those with several."""
    machine: bool = False
    organisation: str | None = None

    def sees(self, unit: str | None) -> bool:
        """Whether this unit is within the scope."""
        if self.organisation is not None:
            return False
        return self.units is None or unit in self.units

    def require(self, unit: str | None) -> None:
        """Raises ``NotFound`` for a unit out of scope: what one may not know of is absent."""
        if not self.sees(unit):
            raise NotFound
