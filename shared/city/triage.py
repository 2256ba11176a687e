"""How the doors find out what somebody needs: what to ask first, cards, rules."""

from shared.city.texts import Document, Texts
from shared.contracts.gateway import Level


class Resource(Document):
    """Somewhere to turn to."""

    name: Texts
    reach: str
    """A telephone number or an address of the web, the same in every language."""


class Card(Document):
    """What the reception has before it for one reason."""

    reason: str
    words: Texts
    """How people say it, with commas between."""
    script: Texts
    """What to ask and to say, in easy words."""
    resources: tuple[Resource, ...] = ()


class DangerQuestion(Document):
    """Asked before anything else."""

    code: str
    asks: Texts
    reasons: tuple[str, ...]
    """What it may turn out to be."""


class Circumstance(Document):
    """Something that rules ask about beside the reason."""

    code: str
    name: Texts


class TriageRule(Document):
    """Proposes a level for a reason in certain circumstances; a person decides."""

    code: str
    reasons: tuple[str, ...]
    circumstances: tuple[str, ...]
    """All of them must hold."""
    level: Level
    says: Texts
    """Why, as the reception reads it."""


class OtherLevel(Document):
    """Why somebody may give another level than the rules propose."""

    code: str
    name: Texts


class TriageRules(Document):
    """All of it; empty in versions from before there was such a file."""

    danger: tuple[DangerQuestion, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    rules: tuple[TriageRule, ...] = ()
    other_level: tuple[OtherLevel, ...] = ()
