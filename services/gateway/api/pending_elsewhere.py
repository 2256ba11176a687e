"""What an act on a pending call answers that is another unit's: how it stands, and no more."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.gateway.api.pending_shapes import PendingShown
from services.gateway.domain.pending import PendingCall
from shared.contracts.gateway import PendingState, Settled
from shared.identity import Principal


class ElsewhereShown(BaseModel):
    """A pending call of another unit that somebody's coming settled, or to whose professionals it
    has passed or was left as a message: not where it is, nor whose.
    """

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c56",
                    "version": 3,
                    "state": "settled",
                    "settled": "arrived",
                    "ended_at": "2026-03-02T09:12:00Z",
                }
            ]
        },
    )

    id: UUID
    version: int
    state: PendingState
    settled: Settled | None
    ended_at: datetime | None


PendingSeen = PendingShown | ElsewhereShown


def as_seen(entry: PendingCall, who: Principal, asked: UUID) -> PendingSeen:
    """What is answered to somebody who acted on this one: of their own units' calls all of it.

    Of another's not either that it has become one with another of the same person there.
    """
    if who.sees(entry.unit):
        return PendingShown.model_validate(entry, from_attributes=True)
    return ElsewhereShown.model_validate(entry).model_copy(update={"id": asked})
