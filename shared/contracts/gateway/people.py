"""What the gateway tells of people: only that nothing of somebody may be kept any longer."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.event import Event


class PersonErased(Event):
    """A person was erased: whoever keeps their id by what the gateway told forgets it too."""

    type: ClassVar[str] = "gateway.person_erased.v1"
    topic: ClassVar[str] = "gateway.people"

    person_id: UUID

    @property
    def key(self) -> str:
        return str(self.person_id)
