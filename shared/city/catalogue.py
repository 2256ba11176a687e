"""What people come for, who is in charge of it, and what is measured."""

from enum import StrEnum

from shared.city.texts import Document, Texts
from shared.contracts.gateway import Level


class Owner(Document):
    """Who is in charge of a matter: social services themselves, or somebody else."""

    code: str
    ours: bool
    """Whether it is the social services' own; others' matters are counted by owner."""
    name: Texts
    reach: str | None = None
    """A telephone number or an address of the web; none where nobody wrote it down."""


class SpokenLanguage(Document):
    """A language in which people may ask to be attended."""

    code: str
    """ISO 639."""
    name: Texts
    own: str
    """Its name in its own script, as those read it who speak it."""


class Reason(Document):
    """Why somebody comes, with the level that the triage rules propose for it."""

    code: str
    owner: str
    level: Level
    restricted: bool
    """Named only inside the centre that serves it; outside it is told as ``restricted``."""
    name: Texts


class Direction(StrEnum):
    """On which side of the target is good."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Target(Document):
    """What the city aims at, with the row of its strategy that it serves."""

    value: float
    direction: Direction
    strategy: str


class Indicator(Document):
    """A figure's meaning, so that everybody reads it alike."""

    code: str
    unit: str
    """``people``, ``contacts``, ``minutes``, ``seconds``, ``days``, ``share``, ``desks``,
    ``referrals``, ``sessions`` or ``places``."""
    source: str
    """The service whose events it comes from."""
    formula: str
    strategy: tuple[str, ...]
    """Rows of the strategy whose progress it shows."""
    name: Texts
    definition: Texts
    target: Target | None = None
