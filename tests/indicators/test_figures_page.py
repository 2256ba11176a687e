"""The page of figures: levels, reasons and outcomes by time, unknown where it was on paper."""

import re

import pytest

from shared.contracts.gateway import Level, Matter
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Served, Serving, command
from tests.indicators.contacts import a_contact, a_gap, after, beat, hear

HOUR = 3600


@pytest.fixture
async def served(serving: Serving) -> Served:
    served = await serving.service("indicators")
    await load_city(served.around.pool)
    return served


def by_time(page: str, tally: int) -> dict[str, dict[str, int] | None]:
    """What a tally's folded table says of each interval; nothing where it is unknown."""
    table = page[page.index(f'id="tally-{tally}-by-time"') :].partition("</table>")[0]
    rows = re.split("<tr[^>]*>", table.partition("<tbody>")[2])[1:]
    told = {}
    for row in rows:
        [at] = re.findall(r'scope="row">(\d\d:\d\d)', row)
        counted = {kind: int(n) for kind, n in re.findall(r'data-l="([^"]+)">(\d+)<', row)}
        told[at] = None if "Unknown: on paper" in row else counted
    return told


async def test_levels_reasons_and_outcomes_stand_by_time_and_unknown_where_it_was_on_paper(
    served: Served,
) -> None:
    food = {"reason": "ECO-ALIM", "matters": (Matter(reason="ECO-ALIM", outcome="informed"),)}
    grave = {"level": Level.URGENT, "reason": "DEP"}
    ended = (Matter(reason="DEP", outcome="appointment"),)
    async with transaction(served.around.pool, Scope.SYSTEM) as tx:
        await beat(tx, served.around.clock.now(), served.around.clock.now())
        events = [
            a_contact(**food),
            a_contact(**grave, matters=ended, outcome="appointment"),
            a_contact(after(HOUR), **food),
        ]
        await hear(tx, [*events, a_gap(after(5 * HOUR), after(6 * HOUR))])
    manager = await served.signed_in({Role.MANAGER})
    await manager.post("/language", data={"language": "en"}, headers=command())
    page = (await manager.get(f"/areas/{NORD}/figures?day=2026-03-02")).text
    assert by_time(page, 1) == {
        "09:00": {"Urgent": 1, "Ordinary": 1},
        "10:00": {"Urgent": 0, "Ordinary": 1},
        "14:00": None,
    }
    assert by_time(page, 2) == {
        "09:00": {"ECO-ALIM": 1, "DEP": 1},
        "10:00": {"ECO-ALIM": 1, "DEP": 0},
        "14:00": None,
    }
    outcomes = {"Informed": 1, "Appointment": 1}, {"Informed": 1, "Appointment": 0}
    for tally in (3, 4):
        assert by_time(page, tally) == {"09:00": outcomes[0], "10:00": outcomes[1], "14:00": None}
    quarters = (await manager.get(f"/areas/{NORD}/figures?day=2026-03-02&grain=quarter")).text
    told = by_time(quarters, 1)
    assert [told[at] for at in ("14:00", "14:15", "14:30", "14:45")] == [None] * 4
    days = (await manager.get(f"/areas/{NORD}/figures?day=2026-03-02&grain=day")).text
    assert days.count('data-l="Informed">2<') == 2
