"""Who is played, as far as the operator has to know it."""

from dataclasses import dataclass

from shared.identity import Role


@dataclass(frozen=True, slots=True)
class Played:
    """One who is played, with what they may."""

    name: str
    roles: frozenset[Role]
    units: frozenset[str] | None = None
    organisation: str | None = None

    @property
    def machine(self) -> bool:
        """Whether it signs in with a key."""
        return bool(self.roles & {Role.TELEPHONY, Role.PARTNER_SYSTEM})
