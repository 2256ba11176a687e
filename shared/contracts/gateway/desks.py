"""What the gateway tells of desks."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event
from shared.contracts.gateway.vocabulary import DeskState


class DeskChanged(Event):
    """A desk opened, paused or closed, or serves another contact."""

    type: ClassVar[str] = "gateway.desk_changed.v1"
    topic: ClassVar[str] = "gateway.desks"

    unit: str
    desk: int
    state: DeskState
    since: AwareDatetime

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.desk}"
