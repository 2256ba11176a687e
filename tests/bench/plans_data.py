"""A year of a city in the tables that grow, written by PostgreSQL itself."""

import asyncpg

CONTACTS = {False: 500_000, True: 20_000}
"""How many contacts the year has; fewer in a try."""
PRESENT = 300
"""So many of them are there now, spread over the units."""

YEAR = """
CREATE TEMP TABLE year AS
SELECT n, uuidv7() AS id, ({units}::text[])[1 + n % cardinality({units}::text[])] AS unit,
       CASE WHEN n % 4 = 0 THEN 'phone' ELSE 'desk' END AS door,
       (ARRAY['urgent', 'preferential', 'ordinary'])[1 + n % 3] AS level,
       n < {present} AS here, n % 10 = 9 AS leaves,
       now() - n * (interval '365 days' / {contacts}) AS opened_at
FROM generate_series(0, {contacts} - 1) AS n ORDER BY n DESC
"""
MOMENTS = """
ALTER TABLE year ADD served_at timestamptz, ADD ended_at timestamptz, ADD spans jsonb;
UPDATE year SET served_at = opened_at + interval '9 minutes',
    ended_at = opened_at + interval '25 minutes' WHERE NOT here;
UPDATE year SET spans = CASE WHEN here THEN jsonb_build_array(jsonb_build_object(
    'state', 'waiting', 'at', opened_at, 'until', NULL, 'unit', unit, 'desk', NULL))
ELSE jsonb_build_array(
    jsonb_build_object('state', 'waiting', 'at', opened_at, 'until', served_at, 'unit', unit,
                       'desk', NULL),
    jsonb_build_object('state', 'called', 'at', served_at, 'until', served_at + interval '1 minute',
                       'unit', unit, 'desk', 1 + n % 5),
    jsonb_build_object('state', 'serving', 'at', served_at + interval '1 minute',
                       'until', ended_at, 'unit', unit, 'desk', 1 + n % 5)) END;
"""
FACTS = """
INSERT INTO contact_fact (contact_id, version, code, door, unit, opened_unit, level, reason,
    state, outcome, city_version, opened_at, started_at, ended_at, wait_us, service_us, since,
    until, spans)
SELECT id, 5, 'N ' || n % 1000, door, unit, unit, level, 'ECO-ALIM',
       CASE WHEN here THEN 'waiting' WHEN leaves THEN 'abandoned' ELSE 'closed' END,
       CASE WHEN NOT here AND NOT leaves THEN 'resolved' END, 1, opened_at,
       CASE WHEN NOT leaves THEN served_at END, ended_at,
       CASE WHEN NOT here THEN 540000000 + n % 997 * 1000000 END,
       CASE WHEN NOT here AND NOT leaves THEN 900000000 END,
       opened_at, ended_at, spans
FROM year ORDER BY n DESC;
INSERT INTO desk_fact
SELECT unit, 1 + n / 7 % 5, 1000000 - n, CASE WHEN n % 2 = 0 THEN 'open' ELSE 'closed' END,
       opened_at
FROM year WHERE n % 7 = 0;
"""
GATEWAY = """
INSERT INTO contact
SELECT id, 5, 'N ' || n % 1000, door, unit, unit, level, 'ECO-ALIM',
       CASE WHEN here THEN 'waiting' WHEN leaves THEN 'abandoned' ELSE 'closed' END, 1, opened_at,
       opened_at, CASE WHEN NOT leaves THEN served_at END, ended_at,
       CASE WHEN NOT here AND NOT leaves THEN 'resolved' END,
       CASE WHEN leaves THEN 'waiting' END, NULL, 0, spans
FROM year ORDER BY n DESC;
INSERT INTO contact_act (contact, version, act, staff, at, unit)
SELECT id, version, act, md5('staff ' || n % 200)::uuid,
       opened_at + version * interval '5 minutes', unit
FROM year, (VALUES (1, 'opened'), (5, 'closed')) AS done (version, act)
WHERE version = 1 OR NOT here ORDER BY n DESC;
INSERT INTO answered_command (principal, key, route, digest, status, headers, body, at)
SELECT md5('staff ' || n % 200)::uuid, id::text, 'open_contact', '\\x00', 201, '{}', '{}', opened_at
FROM year ORDER BY n DESC;
"""
SHARED = """
INSERT INTO outbox_pending (event_id, topic, key, type, version, data)
SELECT id, 'gateway.contacts', id::text, 'gateway.contact_opened.v1', 1,
       convert_to(rpad('{', 900, 'x'), 'UTF8')
FROM year ORDER BY n DESC;
INSERT INTO outbox_archive SELECT id, event_id, topic, key, type, version, data, NULL, at
FROM outbox_pending;
DELETE FROM outbox_pending WHERE id % 5 > 0;
INSERT INTO parked_event (topic, partition, "offset", reason, headers, retried_at)
SELECT 'gateway.contacts', n % 6, n, 'a header is missing or broken', '[]',
       CASE WHEN n % 200 > 0 THEN now() END
FROM year WHERE n % 20 = 0;
"""


async def write_year(
    service: str, connection: asyncpg.Connection, units: list[str], contacts: int
) -> None:
    """Fill the service's tables, and let PostgreSQL know what is in them."""
    await connection.execute("SET timezone = 'UTC'")
    named = "'{" + ",".join(units) + "}'"
    await connection.execute(YEAR.format(contacts=contacts, present=PRESENT, units=named))
    await connection.execute(MOMENTS)
    await connection.execute(FACTS if service == "indicators" else GATEWAY + SHARED)
    await connection.execute("DROP TABLE year")
    await connection.execute("VACUUM ANALYZE")
