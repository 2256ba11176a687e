"""A worker of the indicators that hears a desk closed and never comes back from it.

How it gets stuck is told by the argument: ``waits`` or ``blocks``.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

from shared.consumer import Told
from shared.contracts.gateway import DeskChanged, DeskState
from shared.db import Tx
from shared.worker import run


def block() -> None:
    """Let nobody else on."""
    time.sleep(600)


async def hear(_tx: Tx, told: Sequence[Told[Any]]) -> None:
    """Go on at an open desk; get stuck at a closed one."""
    if all(each.event.state is DeskState.OPEN for each in told):
        return
    if sys.argv[1] == "blocks":
        block()
    await asyncio.sleep(600)


if __name__ == "__main__":
    run("indicators", reactions={DeskChanged: hear}, hears=["gateway"])
