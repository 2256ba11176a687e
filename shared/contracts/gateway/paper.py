"""What the gateway tells of hours without the system."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from shared.contracts.event import Event


class PaperModeChanged(Event):
    """A unit worked on paper: what happened in that gap is unknown but for what was entered."""

    type: ClassVar[str] = "gateway.paper_mode_changed.v1"
    topic: ClassVar[str] = "gateway.paper_mode"

    gap_id: UUID
    unit: str
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    """Absent while it lasts."""
    entered_at: AwareDatetime | None = None
    """When somebody said that everything on paper has been entered."""
    withdrawn: bool = False
    """Said by mistake: there was no gap."""

    @property
    def key(self) -> str:
        return str(self.gap_id)
