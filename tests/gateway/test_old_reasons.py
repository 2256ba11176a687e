"""What was there before contacts had several reasons is brought along."""

import json
import re

import asyncpg

from shared.migrations import ROOT, folders_of, migrate
from tests.fixtures.databases import Database, as_owner

MATTERS = ROOT / "services" / "gateway" / "schema" / "0011_matters.sql"
OLD = """
INSERT INTO contact (id, version, door, unit, reason, state, city_version, opened_at, ended_at,
                     outcome, calls, spans)
VALUES (md5('open')::uuid, 1, 'desk', 'n', 'DEP', 'serving', 1, now(), NULL, NULL, 1, '[]'),
       (md5('over')::uuid, 1, 'desk', 'n', 'DEP', 'closed', 1, now(), now(), 'informed', 1, '[]'),
       (md5('none')::uuid, 1, 'desk', 'n', NULL, 'serving', 1, now(), NULL, NULL, 1, '[]');
INSERT INTO contact_act (contact, version, act, staff, at, before, unit)
VALUES (md5('over')::uuid, 1, 'closed', gen_random_uuid(), now(), '{"reason": "DEP"}', 'n')
"""
FOUND = """
SELECT coalesce(jsonb_agg(matter ->> 'reason' || coalesce(' ' || (matter ->> 'outcome'), '')), '[]')
FROM contact AS c LEFT JOIN jsonb_array_elements(matters) AS matter ON true
WHERE c.id = md5($1)::uuid AND matter IS NOT NULL
"""


async def test_an_old_contacts_reason_becomes_its_main_one_with_its_outcome(
    database: Database,
) -> None:
    dsn = as_owner(await database("gateway"))
    connection = await asyncpg.connect(dsn, server_settings={"row_security": "off"})
    down = re.split("-- migrate:down", MATTERS.read_text())[1]
    await connection.execute(f"{down}; ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;"
                             "ALTER TABLE contact_act NO FORCE ROW LEVEL SECURITY;")  # fmt: skip
    await connection.execute(OLD)
    await connection.execute("DELETE FROM schema_migration WHERE version LIKE '%0011_matters'")
    await connection.execute("ALTER TABLE contact FORCE ROW LEVEL SECURITY;"
                             "ALTER TABLE contact_act FORCE ROW LEVEL SECURITY;")  # fmt: skip
    assert await migrate(dsn, folders_of("gateway")) == ["gateway/0011_matters"]
    forced = "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname LIKE 'contact%' "
    assert await connection.fetchval(forced + "AND relkind = 'r'")
    await connection.execute("ALTER TABLE contact NO FORCE ROW LEVEL SECURITY;"
                             "ALTER TABLE contact_act NO FORCE ROW LEVEL SECURITY;")  # fmt: skip
    found = [
        json.loads(await connection.fetchval(FOUND, name)) for name in ("open", "over", "none")
    ]
    assert found == [["DEP"], ["DEP informed"], []]
    before = await connection.fetchval(
        "SELECT before -> 'matters' -> 0 ->> 'reason' FROM contact_act"
    )
    await connection.close()
    assert before == "DEP"
