"""Who telephones the city's service, which has reception alone, about a restricted reason."""

from uuid import UUID

from services.gateway.domain.pending import pending_id
from shared import db
from shared.db import Scope, transaction
from tests.browser.stack import Person, Stack
from tests.fixtures.canaries import somebody
from tests.fixtures.cities import DATC
from tests.gateway.scene import VIOLENCE

LONG_OVER = """
UPDATE contact SET follow_up_on = '2020-01-01', ended_at = ended_at - interval '1 hour'
WHERE id = $1
"""


async def served(stack: Stack, desk: int) -> tuple[Person, str]:
    """Who serves somebody at this desk of the telephone, about violence, and the contact."""
    dora = await stack.someone(unit=DATC)
    [contact] = await stack.arrive(dora, reason=VIOLENCE)
    await stack.open_desk(dora, desk)
    await stack.ask(dora, f"/contacts/{contact}/pass", unit=DATC, desk=desk)
    assert await stack.call(dora, desk) == contact
    await stack.ask(dora, f"/contacts/{contact}/start")
    return dora, contact


async def nobodys_yet(stack: Stack, desk: int) -> tuple[Person, str, str]:
    """The same, who was promised a call, was called in vain, and speaks of food now.

    The answer ends with the pending call, which no centre's professionals have.
    """
    dora, contact = await served(stack, desk)
    of = f"/contacts/{contact}"
    await stack.ask(dora, f"{of}/ways", safe_contact="yes")
    await stack.ask(dora, f"{of}/reasons", reason="ECO-ALIM")
    promise = {"outcome": "call_back", "telephone": somebody(77).telephone}
    await stack.ask(dora, f"{of}/reasons/{VIOLENCE}/end", **promise)
    entry = str(pending_id(UUID(contact)))
    for _ in range(3):
        await stack.ask(dora, f"/pending/{entry}/attempts", result="no_answer")
    return dora, contact, entry


async def redirected(stack: Stack, desk: int) -> tuple[Person, str]:
    """The same who was redirected so long ago that it is time to ask, and the desk is free."""
    dora, contact = await served(stack, desk)
    await stack.ask(dora, f"/contacts/{contact}/reasons/{VIOLENCE}/redirect", owner="housing")
    pool = await db.connect(stack.databases["gateway"], size=1)
    try:
        async with transaction(pool, Scope.SYSTEM) as tx:
            await tx.execute(LONG_OVER, UUID(contact))
    finally:
        await pool.close()
    await stack.ask(dora, f"/units/{DATC}/desks/{desk}/close")
    return dora, contact


async def leaves(stack: Stack, dora: Person, desk: int, contact: str) -> None:
    """Reception lets them go and leaves the desk to others."""
    await stack.ask(dora, f"/contacts/{contact}/close", outcome="informed")
    await stack.ask(dora, f"/units/{DATC}/desks/{desk}/close")
