"""Times to practise appointments with: they are told to nobody, and nobody real loses one."""

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.domain import practice
from shared.city import City
from shared.db import Tx


async def keep_invented_times(tx: Tx, here: City, unit: str, by: By) -> None:
    """Have there be times of the coming days for whoever practises; those that are there stay."""
    wanted = practice.invented_times(here, unit, by.who.id, by.at)
    colleague = wanted[0].professional
    await store.agenda.lock_agenda(tx, colleague)
    begins, ends = min(each.starts_at for each in wanted), max(each.ends_at for each in wanted)
    there = {each.id for each in await store.agenda.slots_between(tx, colleague, begins, ends)}
    if missing := [each for each in wanted if each.id not in there]:
        await store.agenda.add_slots(tx, missing)
