"""To whose professionals a pending call passes: those of its unit, or of a telephone call's centre.

The city's telephone has reception alone. What passes there goes to the centre that the call is for;
where nobody has said which, it stays with that reception until it is given one.
"""

from dataclasses import replace

from services.gateway.domain.pending import PendingCall, telephones
from services.gateway.domain.refusals import UnknownPlace
from shared.city import City
from shared.contracts.gateway import PendingState


def passed(here: City, entry: PendingCall, centre: str | None = None) -> PendingCall:
    """With professionals, whoever of them takes it up; ``centre``: of this one, as was said."""
    to = centre or entry.centre
    free = replace(entry, state=PendingState.PASSED, owner=None)
    if entry.unit not in telephones(here) or to is None:
        return free
    return replace(free, unit=to, centre=to, caller=None, calling_since=None)


def is_nobodys_yet(here: City, entry: PendingCall) -> bool:
    """Whether it has passed at the city's telephone, and no centre's professionals have it."""
    return entry.state is PendingState.PASSED and entry.unit in telephones(here)


def require_centre(here: City, entry: PendingCall, centre: str | None) -> None:
    """Raises ``UnknownPlace`` for no centre of the city, and for a call that has its unit."""
    known = {each.code for each in here.centres}
    if centre is not None and (centre not in known or entry.unit not in telephones(here)):
        raise UnknownPlace
