"""Pending calls that ended on a day: a page after the other, read by the index."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest_asyncio

from services.gateway import queries
from services.gateway.queries.pending_ended import (
    ENDED,
    EndedAsked,
    EndedAt,
    ended_page,
    goes_on,
)
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin
from shared.db import Pool, Scope, Tx, transaction
from shared.identity import Principal, Role
from tests.fixtures.cities import DATC, NORD, load_city
from tests.fixtures.databases import PoolOf
from tests.gateway.scene import NINE, Staff, after
from tests.gateway.test_pending_pages import Lines, lines

__all__ = ["lines"]
MADE = """
INSERT INTO pending_call (id, version, unit, origin, state, settled, level, reason, first_at,
  due_at, ended_at, attempts)
SELECT gen_random_uuid(), 1, $1, $4, 'settled', 'withdrawn', 'ordinary', $5, at, at, at, '[]'
FROM generate_series(1, $3::int) AS n,
  LATERAL (SELECT $2::timestamptz - n / 2 * $6::interval) AS t (at)
"""
"""So many that ended, two by two at the same instant, so far apart."""
TO_CALL = """
INSERT INTO pending_call (id, version, unit, origin, state, level, first_at, due_at, attempts)
SELECT gen_random_uuid(), 1, $1, 'missed', 'open', 'ordinary', $2, $2, '[]'
FROM generate_series(1, $3::int)
"""
"""So many that are open."""
LATE = after(10 * 60)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def made(
    tx: Tx,
    number: int,
    origin: str = "missed",
    reason: str | None = None,
    apart: timedelta = timedelta(seconds=1),
) -> None:
    await tx.execute(MADE, DATC, LATE, number, origin, reason, apart)


async def pages(
    tx: Tx, who: Principal, limit: int, origin: PendingOrigin | None = None
) -> list[list[UUID]]:
    """Every page of the day, as one goes from one to the next by what the address says."""
    here, found, after_this = await current(tx, LATE), [], None
    while True:
        asked = EndedAsked(NINE.date(), limit, origin, goes_on(after_this))
        page = await ended_page(tx, here, DATC, asked, who, after(12 * 60))
        found.append([each.entry.id for each in page.calls])
        if page.more is None:
            return found
        after_this = str(page.more)


async def test_each_is_on_one_page_whatever_ended_at_the_same_instant(tx: Tx) -> None:
    await made(tx, 23)
    found = await pages(tx, Staff().by().who, 5)
    assert [len(each) for each in found] == [5, 5, 5, 5, 3]
    rows = await tx.fetch("SELECT id FROM pending_call ORDER BY ended_at DESC, id DESC")
    assert [one for page in found for one in page] == [row["id"] for row in rows]
    assert await pages(tx, Staff().by().who, 23) == [[row["id"] for row in rows]], "no empty page"


async def test_a_page_is_full_though_some_are_not_theirs_to_know(tx: Tx) -> None:
    await made(tx, 12, reason="VIO")
    await made(tx, 7, origin="abandoned")
    clerk = Principal(uuid4(), "N", frozenset({Role.RECEPTION}), frozenset({DATC}))
    assert [len(each) for each in await pages(tx, clerk, 3)] == [3, 3, 1]
    cares = Principal(uuid4(), "L", frozenset({Role.PROFESSIONAL}), frozenset({DATC}))
    assert sum(len(each) for each in await pages(tx, cares, 3)) == 19
    of_one = await pages(tx, cares, 5, PendingOrigin.ABANDONED)
    assert [len(each) for each in of_one] == [5, 2]


async def test_a_page_begins_on_no_other_day(tx: Tx) -> None:
    await made(tx, 4)
    here, who = await current(tx, LATE), Staff().by().who
    later = EndedAt(LATE + timedelta(days=40), uuid4())
    for day, number in ((NINE.date(), 4), (NINE.date() - timedelta(days=1), 0)):
        asked = EndedAsked(day, 10, after=later)
        assert len((await ended_page(tx, here, DATC, asked, who, LATE)).calls) == number
    asked = EndedAsked(NINE.date(), 10)
    assert not (await queries.pending_list(tx, NORD, who, LATE, asked)).shown(
        queries.Shown.ENDED, who
    )


async def test_a_page_is_read_by_its_index_whatever_ended_in_years(
    pool: Pool, owner_of: PoolOf
) -> None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        await made(tx, 30_000, apart=timedelta(minutes=20))
    await (await owner_of(pool)).execute("ANALYZE pending_call")
    told = (DATC, LATE, NINE - timedelta(hours=9), LATE - timedelta(hours=2), UUID(int=0))
    async with transaction(pool, Scope.SYSTEM) as tx:
        rows = await tx.fetch(f"EXPLAIN (ANALYZE) {ENDED}", *told, None, 21)
    plan = "\n".join(row[0] for row in rows)
    page = plan[plan.index("CTE page") :]
    by = r"Index (Only )?Scan Backward using pending_call_ended_at .*actual time=\S+ rows=(\d+)"
    scan = re.search(by, page)
    assert scan, page
    assert "Sort" not in page[: scan.start()], "in its order already"
    assert int(scan[2]) == 21, "no more than the page, of what ended that day and in years"
    assert "Seq Scan on pending_call" not in plan


async def test_from_one_of_a_later_page_the_way_back_leads_to_that_page(lines: Lines) -> None:
    now = lines.served.around.clock.now()
    await lines.rows(MADE, DATC, now, 60, "missed", None, timedelta(microseconds=10))
    await lines.rows(TO_CALL, DATC, now, 60)
    for which in ("ended", "all"):
        page = await lines.page(f"?which={which}")
        [more] = re.findall(r'/pending(\?[^"]*)">Més', page)
        later = await lines.page(more.replace("&amp;", "&"))
        rows = re.findall(r'id="call-([^"]+)"', later)
        assert len(rows) == 10
        [one] = re.findall(rf'id="call-{rows[0]}" href="[^"]*/pending([^"]*)"', later)
        [back] = re.findall(
            r'p-backlink"><a href="[^"]*/pending([^"]*)"',
            await lines.page(one.replace("&amp;", "&")),
        )
        again = await lines.page(back.replace("&amp;", "&"))
        assert re.findall(r'id="call-([^"]+)"', again) == rows


async def test_more_leads_through_the_day_on_the_page_and_by_the_api(lines: Lines) -> None:
    now = lines.served.around.clock.now()
    near = timedelta(microseconds=10)
    await lines.rows(MADE, DATC, now, 120, "missed", None, near)
    seen, path = [], "?which=ended"
    for number in (50, 50, 20):
        page = await lines.page(path)
        rows = re.findall(r'id="call-([^"]+)"', page)
        assert len(rows) == number
        seen += rows
        more = re.search(r'/pending(\?[^"]*beyond=[^"]*)">', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert path == ""
    assert len(set(seen)) == 120
    url, told = f"/api/units/{DATC}/pending?which=ended&limit=70", []
    while url:
        answer = await lines.anna.get(url)
        told.append([each["call"]["id"] for each in answer.json()["calls"]])
        link = re.search(r"<(/gateway)?([^>]+)>", answer.headers.get("link", ""))
        url = link[2] if link else ""
    assert [len(each) for each in told] == [70, 50]
    assert [one for page in told for one in page] == seen
    for path in ("", "/api"):
        wrong = {"which": "ended", "beyond": "nowhere"}
        answer = await lines.anna.get(f"{path}/units/{DATC}/pending", params=wrong)
        assert answer.status_code == 422
        assert "nowhere" not in answer.text
