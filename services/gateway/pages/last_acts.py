"""What somebody did last at a desk, and may take back."""

from typing import Any

from services.gateway import queries
from services.gateway.domain import Contact
from services.gateway.domain.pending_undo import PendingAct
from services.gateway.pages.pending_words import ACTS
from services.gateway.queries import Reception
from shared.db import Tx
from shared.identity import Principal


async def last_acts(
    tx: Tx, here: Reception, served: Contact | None, who: Principal
) -> dict[str, Any]:
    """``done`` with a pending call or else ``last`` with a contact, whichever is newer.

    And ``settled``: the call that ended by the coming of who is served, whatever was done since.
    """
    last = await queries.last_act(tx, here.unit, who, here.at)
    done = await queries.last_of_calls(tx, here.unit, who, here.at)
    newer = done if done and (not last or done.act.at > last.at) else None
    came = done and served and done.call.entry.answered_by == served.id
    settled = done if done and came and done.act.act is PendingAct.ARRIVED else None
    return {"last": last, "done": newer, "settled": None if newer else settled, "acts": ACTS}
