"""The agenda offers *Has arrived* exactly while the command takes it."""

from datetime import date, timedelta

import pytest

from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD
from tests.fixtures.web import Serving, command
from tests.gateway.appointing import MAIL, booked, times
from tests.gateway.kiosk import play, standing


@pytest.mark.parametrize(
    ("minutes", "taken"), [(-61, False), (-60, True), (0, True), (14, True), (16, False)]
)
async def test_has_arrived_is_there_exactly_while_they_may_check_in(
    serving: Serving, minutes: int, *, taken: bool
) -> None:
    served = (await standing(serving)).served
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        slots = await times(tx, until=date(2026, 3, 12))
        _, made = await booked(tx, slots[4], MAIL)
    await play(served, made.starts_at + timedelta(minutes=minutes))
    anna = await served.signed_in({Role.RECEPTION}, {NORD})
    page = (await anna.get(f"/units/{NORD}/agenda")).text
    assert (f'name="code" value="{made.code}"' in page) is taken
    answer = await anna.post(
        f"/api/units/{NORD}/check-in", json={"code": made.code}, headers=command()
    )
    assert answer.is_success is taken
