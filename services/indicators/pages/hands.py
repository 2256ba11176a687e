"""Where a hand is needed, each with the page at which its reader can see to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain import Act, Desks, Freshness, Hand, Present, hands
from services.indicators.domain.hands import Bound
from services.indicators.queries import Board
from shared.city import Unit
from shared.identity import Principal, Role

DESK, PENDING, AGENDA = "desk", "pending", "agenda"
AT = {
    Act.CALL: DESK,
    Act.OPEN: DESK,
    Act.CALL_BACK: f"{PENDING}?which=overdue",
    Act.ANSWER: f"{PENDING}?which=messages",
    Act.RETURN: f"{PENDING}?which=all&origin=abandoned",
    Act.NOTE: AGENDA,
}
"""Where each act is done, below the unit's address at the gateway."""
KNOWS = {
    Role.RECEPTION: {DESK, PENDING, AGENDA},
    Role.PROFESSIONAL: {PENDING, AGENDA},
}
"""What they may open there, as the gateway's policy says."""
BELOW = {Act.CALL: "#who", Act.PICK_UP: "#who", Act.OPEN: "#desks"}
IN_FIGURES = {Act.CALL_BACK, Act.ANSWER, Act.RETURN}
"""What who only leads sees of the rest of them: the board's own lists, and the figures."""


@dataclass(frozen=True, slots=True)
class HandRow:
    """An act that is asked for, and where to go; none: there is nothing more to see."""

    hand: Hand
    href: str | None
    waited: float
    """Seconds that the oldest has stood."""


def asked_for(
    board: Board, unit: Unit | None, bound: Bound, who: Principal
) -> list[HandRow] | None:
    """What asks for an act at a unit now; none of several units, of the past, or unknown."""
    if unit is None or not board.live or board.freshness is Freshness.UNKNOWN:
        return None
    return [
        HandRow(each, _place(each.act, board, who), _stood(each, board.at))
        for each in hands(board.present, _desks(board, unit), board.owed, bound, board.at)
    ]


def waits_ask(board: Board, unit: Unit, present: Sequence[Present], bound: Bound) -> list[Hand]:
    """Of a unit among several: what those who wait there ask for now."""
    return hands(present, _desks(board, unit), {}, bound, board.at) if board.live else []


def _desks(board: Board, unit: Unit) -> Desks | None:
    mine = [desk for desk in board.desks if desk.unit == unit.code]
    return Desks(mine, unit.desks) if unit.code in board.desks_known else None


def _stood(hand: Hand, at: datetime) -> float:
    return max(0.0, (at - hand.since).total_seconds())


def _place(act: Act, board: Board, who: Principal) -> str | None:
    unit, place = board.area.code, AT.get(act, "")
    if place and any(place.partition("?")[0] in KNOWS.get(role, ()) for role in who.roles):
        return f"/gateway/units/{unit}/{place}"
    if act in IN_FIGURES:
        return f"/indicators/areas/{unit}/figures#pending"
    return BELOW.get(act)
