"""A centre that worked on paper for an hour, and what was written then."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Hours
from services.gateway.domain import Contact
from services.gateway.domain.paper import Block, Gap
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.domain.written import Written
from shared.contracts.gateway import Door, Outcome
from shared.db import Tx
from tests.fixtures.cities import NORD, load_city
from tests.gateway.appointing import KEYS
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    at_work,
)

TODAY = date(2026, 3, 2)
CUT, BACK = 100, 160
"""The power went at 10:40, for an hour."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


def on_paper(**what: Any) -> Written:
    """What was written of somebody who was informed."""
    usual: dict[str, Any] = {
        "number": 1,
        "door": Door.DESK,
        "reasons": (),
        "arrived_at": after(110),
        "called_at": after(115),
        "started_at": after(116),
        "ended_at": after(125),
        "ending": Outcome.INFORMED,
    }
    return Written(**(usual | what))


async def sheet(tx: Tx, count: int = 5, unit: str = NORD) -> Block:
    """Codes for paper, reserved at nine."""
    return await commands.reserve_block(tx, unit, TODAY, count, Staff().by())


async def gap(tx: Tx, began: float = CUT, ended: float | None = BACK, at: float = 200) -> Gap:
    """Hours on paper, told afterwards."""
    until = None if ended is None else after(ended)
    return await commands.declare_gap(tx, NORD, after(began), until, Staff().by(at))


def into(gap: Gap) -> Hours:
    """The hours on paper into which something is entered."""
    return Hours(gap.unit, gap.id, KEYS)


async def mistakes(tx: Tx, gap_id: UUID, written: Written, at: float = 200) -> dict[str, str]:
    with pytest.raises(NotAsOnPaper) as why:
        await commands.enter_contact(tx, Hours(NORD, gap_id, KEYS), written, Staff().by(at))
    return why.value.mistakes


async def cut_off(tx: Tx) -> tuple[Contact, Contact]:
    """Somebody served and somebody waiting when the power went."""
    anna = await at_work(tx)
    served, waits = await arrive(tx, 80), await arrive(tx, 90)
    await commands.call_next(tx, NORD, 1, anna.by(95))
    await commands.start(tx, served.id, anna.by(96))
    return served, waits
