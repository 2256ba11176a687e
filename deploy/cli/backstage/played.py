"""Who is played, as far as the operator has to know it."""

from dataclasses import dataclass
from zlib import crc32

from shared.identity import Role

FIRST = (
    "Aina",
    "Biel",
    "Clara",
    "Dídac",
    "Elna",
    "Ferran",
    "Gemma",
    "Hug",
    "Ivet",
    "Joana",
    "Llum",
)
LAST = (
    "Armengol",
    "Busquets",
    "Canals",
    "Domènech",
    "Esteve",
    "Fuster",
    "Grau",
    "Huguet",
    "Llopis",
)
"""Of names that are invented."""


@dataclass(frozen=True, slots=True)
class Played:
    """One who is played, with what they may."""

    name: str
    roles: frozenset[Role]
    units: frozenset[str] | None = None
    organisation: str | None = None

    @property
    def called(self) -> str | None:
        """By which name colleagues know somebody, always the same; a kiosk has none."""
        if Role.KIOSK in self.roles:
            return None
        drawn = crc32(self.name.encode())
        return f"{FIRST[drawn % len(FIRST)]} {LAST[drawn // len(FIRST) % len(LAST)]}"

    @property
    def machine(self) -> bool:
        """Whether it signs in with a key."""
        return bool(self.roles & {Role.TELEPHONY, Role.PARTNER_SYSTEM})
