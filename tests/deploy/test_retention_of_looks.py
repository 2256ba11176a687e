"""The trace of looks is removed by whole months, and the rest stays provable."""

import asyncio
import json

from tests.deploy.keeping import NOW, Office
from tests.deploy.six_years import SEALED, databases, lines, office
from tests.deploy.test_audit import REHASH
from tests.shared.looking import look

__all__ = ["databases", "office"]


def test_whole_months_of_looks_go_and_the_rest_stays_provable(office: Office) -> None:
    looks_of_long_ago(office, 3)
    asyncio.run(_look(office, 2))
    counted = lines(office.told("retention", "due"))
    assert counted == {("looks", "gateway"): 3}
    assert lines(office.told("retention", "apply", "--yes"), "done") == counted
    assert [row["number"] for row in office.rows("gateway", "SELECT number FROM look")] == [4, 5]
    [stump] = office.rows("gateway", "SELECT max(number) AS number FROM look_stump")
    assert stump["number"] == 3
    [line] = [
        json.loads(each) for each in (office.home / "checkpoints.jsonl").read_text().splitlines()
    ]
    assert (line["kind"], line["number"]) == ("stump", 3)


def test_looks_at_somebody_held_stay_with_whatever_came_after(office: Office) -> None:
    looks_of_long_ago(office, 3)
    [row] = office.rows("gateway", "SELECT person FROM look WHERE number = 1")
    office.execute(
        "gateway",
        f"INSERT INTO person (id, version, name, created_at) VALUES ('{row['person']}', 1, "
        f"{SEALED}, '{NOW}')",
    )
    office.portes("retention", "hold", str(row["person"]), "--reason", "complaint")
    assert lines(office.told("retention", "due")) == {}


def looks_of_long_ago(office: Office, times: int) -> None:
    asyncio.run(_look(office, times))
    office.execute(
        "gateway",
        "SET LOCAL session_replication_role = replica",
        "UPDATE look SET at = at - interval '1200 days'",
        REHASH,
        "SELECT look_partition(month::date) FROM "
        "(SELECT date_trunc('month', clock_timestamp() - interval '1200 days') AS month) AS m",
    )


def test_looks_of_a_month_that_is_due_in_part_are_not_counted(office: Office) -> None:
    asyncio.run(_look(office, 2))
    office.execute(
        "gateway",
        "SET LOCAL session_replication_role = replica",
        "UPDATE look SET at = date_trunc('month', now() - interval '36 months')",
        REHASH,
        "SELECT look_partition((now() - interval '36 months')::date)",
    )
    assert lines(office.told("retention", "due")) == {}


async def _look(office: Office, times: int) -> None:
    from shared import db
    from tests.fixtures.databases import at

    pool = await db.connect(at(office.server, office.names["gateway"]), size=1)
    try:
        await look(pool, times)
    finally:
        await pool.close()
