"""What every published event has in common, whoever owns it."""

from datetime import datetime
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Event(BaseModel):
    """Something that happened, told to whoever listens.

    A subclass is one version of one event type. It carries no name, telephone, document
    number or free text: only identifiers, codes of closed vocabularies, counts and times.
    Readers ignore fields that they do not know, so a released type may gain optional ones.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", ser_json_timedelta="float", use_attribute_docstrings=True
    )

    type: ClassVar[str]
    """``<owner>.<what_happened>.v<N>``; the CloudEvents ``type``."""
    topic: ClassVar[str]
    """The Kafka topic, without the instance's prefix."""

    at: AwareDatetime
    """When it happened, in the business's time, UTC."""
    version: int
    """The aggregate's version that this event brought about: 1, 2, 3 …"""

    @property
    def key(self) -> str:
        """The Kafka key: events of one key keep their order."""
        raise NotImplementedError


def utc(at: datetime) -> str:
    """An instant as it is written on the wire: RFC 3339, UTC, ``Z``."""
    return at.isoformat().replace("+00:00", "Z")
