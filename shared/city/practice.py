"""Where new receptionists practise, with callers who do not exist."""

from shared.city.texts import Document, Texts
from shared.contracts.gateway import Level, Outcome


class InventedCaller(Document):
    """Somebody invented, and what the reception should make of what they say."""

    code: str
    says: Texts
    reasons: tuple[str, ...]
    """The main one first."""
    circumstances: tuple[str, ...] = ()
    level: Level
    outcomes: tuple[Outcome, ...]
    """Any of them is right for the main reason."""
    because: Texts
    """What there is to learn from it."""
