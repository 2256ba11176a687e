"""Practising with invented callers: who comes next, and what was made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.gateway.domain.contact import Contact
from shared.city import InventedCaller


def next_caller(
    callers: Sequence[InventedCaller], practised: Mapping[str, int]
) -> InventedCaller | None:
    """The one whom somebody has practised least, in the folder's order; none where none is."""
    return min(callers, key=lambda each: practised.get(each.code, 0), default=None)


@dataclass(frozen=True, slots=True)
class Practised:
    """What somebody made of an invented caller, beside what was expected."""

    contact: Contact
    caller: InventedCaller

    @property
    def level_is_right(self) -> bool:
        """Whether it has the level that was expected."""
        return self.contact.level is self.caller.level

    @property
    def outcome_is_right(self) -> bool:
        """Whether the main reason ended in one of the right ways."""
        return self.contact.outcome in self.caller.outcomes

    @property
    def missed(self) -> tuple[str, ...]:
        """The reasons that nobody noted."""
        noted = {each.reason for each in self.contact.matters}
        return tuple(code for code in self.caller.reasons if code not in noted)

    @property
    def is_right(self) -> bool:
        """Whether everything is as it was expected."""
        return self.level_is_right and self.outcome_is_right and not self.missed
