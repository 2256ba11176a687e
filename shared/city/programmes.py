"""Programmes of group work: what a unit may open sessions of."""

from enum import StrEnum

from pydantic import Field

from shared.city.texts import Document, Texts
from shared.contracts.groups import SessionMode


class ProgrammeKind(StrEnum):
    """What kind of group work it is."""

    INFORMATIVE = "informative"
    SUPPORT = "support"
    SOCIO_EDUCATIONAL = "socio-educational"
    TREATMENT = "treatment"
    SOCIALISATION = "socialisation"
    COMMUNITY_ACTION = "community-action"
    TRAINING = "training"
    WORKSHOP = "workshop"
    COMMITTEE = "committee"


class Programme(Document):
    """A model of group work that centres share."""

    code: str
    kind: ProgrammeKind
    mode: SessionMode
    minutes: int = Field(ge=1)
    """How long a session usually lasts."""
    size: int = Field(ge=1)
    """Its usual places."""
    restricted: bool
    """Whether who comes is nobody else's affair."""
    public: bool
    """Whether its sessions may stand in the public catalogue."""
    reasons: tuple[str, ...]
    """The reasons that it answers, by their codes."""
    languages: tuple[str, ...]
    """In which it is held, the usual one first."""
    title: Texts
    aim: Texts
    audience: Texts
