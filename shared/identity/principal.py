"""Who asks: one shape, however they signed in."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.errors import NotFound


class Role(StrEnum):
    """What somebody, or some machine, is here to do."""

    RECEPTION = "reception"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    KIOSK = "kiosk"
    DISPLAY = "display"
    TELEPHONY = "telephony"


LANGUAGES = ("ca", "es", "en")


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or machine with roles, within units; ``units`` none is the whole city."""

    id: UUID
    name: str
    roles: frozenset[Role]
    units: frozenset[str] | None
    language: str | None = None
    unit: str | None = None
    """The centre chosen in the bar, for those with several."""
    machine: bool = False

    def sees(self, unit: str | None) -> bool:
        """Whether this unit is within the scope."""
        return self.units is None or unit in self.units

    def require(self, unit: str | None) -> None:
        """Raises ``NotFound`` for a unit out of scope: what one may not know of is absent."""
        if not self.sees(unit):
            raise NotFound
