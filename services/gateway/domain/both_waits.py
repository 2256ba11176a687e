"""Both waits of whoever was still to be called and came: since the call, and here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.gateway.domain.contact import Contact
from services.gateway.domain.pending import PendingCall
from shared.contracts.gateway import PendingOrigin


@dataclass(frozen=True, slots=True)
class BothWaits:
    """Until service began, in seconds; the call that nobody answered stays lost all the same."""

    called_at: datetime
    asked: bool
    """They did not call then but asked to be called."""
    since_call: float
    here: float


def both_waits(settled: Sequence[PendingCall], came: Contact) -> BothWaits | None:
    """Of the first of the calls that this visit settled; none where it settled none."""
    if not settled or came.started_at is None or came.wait_seconds is None:
        return None
    first = min(settled, key=lambda each: each.first_at)
    since_call = max(0.0, (came.started_at - first.first_at).total_seconds())
    asked = first.origin is PendingOrigin.REQUESTED
    return BothWaits(first.first_at, asked, since_call, came.wait_seconds)
