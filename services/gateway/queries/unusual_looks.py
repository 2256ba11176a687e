"""How looks are found that the data-protection officer should know of."""

IN_TIME = "l.at >= $1 AND l.at < $2 AND l.relation <> 'officer'"
GATHERED = """
l.reader, max(l.unit) AS unit, min(l.at) AS first, max(l.at) AS last, count(*) AS looks,
count(DISTINCT l.person) AS people
"""
PAIRS = f"""
SELECT {GATHERED}, l.person FROM look AS l WHERE {IN_TIME} GROUP BY l.reader, l.person
"""
NO_RELATION = f"""
SELECT {GATHERED}, l.person FROM look AS l WHERE {IN_TIME} AND l.relation = 'break_glass'
GROUP BY l.reader, l.person
"""
FAR = f"""
WITH place AS (SELECT * FROM unnest($3::text[], $4::text[]) AS p (unit, district)),
began AS (
    SELECT l.reader, l.person, min(l.at) AS began FROM look AS l WHERE {IN_TIME}
    GROUP BY l.reader, l.person
)
SELECT {GATHERED}, l.person
FROM look AS l JOIN began USING (reader, person) JOIN place AS own ON own.unit = l.unit
WHERE {IN_TIME} AND EXISTS (SELECT FROM person_unit AS of_person JOIN place USING (unit)
                            WHERE of_person.person = l.person)
  AND NOT EXISTS (
    SELECT FROM person_unit AS of_person JOIN place USING (unit)
    WHERE of_person.person = l.person AND place.district = own.district
      AND (of_person.since <= began OR of_person.joined_by <> l.reader)
      AND (of_person.until IS NULL OR of_person.until > began)
  )
GROUP BY l.reader, l.person
"""
"""What joins reader and person counts if it held before they first looked, or others said so."""
SEARCHED = f"""
SELECT {GATHERED}, l.person FROM look AS l
WHERE {IN_TIME} AND l.relation = 'search' AND NOT EXISTS (
    SELECT FROM look AS candidate JOIN contact AS came ON came.person = candidate.person
    WHERE candidate.reader = l.reader AND candidate.at = l.at
      AND (l.unit IS NULL OR came.unit = l.unit)
      AND came.opened_at > l.at - interval '1 day' AND came.opened_at < l.at + interval '1 day'
)
GROUP BY l.reader, l.person
"""
"""The candidates of one search have one time: what follows for one explains all."""
TAKEN_BACK = f"""
SELECT {GATHERED}, l.person
FROM look AS l JOIN person_unit AS own ON own.person = l.person AND own.joined_by = l.reader
WHERE {IN_TIME} AND l.relation IN ('contact', 'unit') AND l.at BETWEEN own.since AND own.until
GROUP BY l.reader, l.person
"""
CLOSED = f"""
WITH open AS (SELECT * FROM unnest($3::text[], $4::timestamptz[], $5::timestamptz[])
                       AS o (unit, opens, closes))
SELECT {GATHERED}, NULL::uuid AS person FROM look AS l
WHERE {IN_TIME} AND l.unit = ANY($6) AND NOT EXISTS (
    SELECT FROM open WHERE open.unit = l.unit AND l.at >= open.opens AND l.at < open.closes
)
GROUP BY l.reader, l.unit, (l.at AT TIME ZONE $7)::date
"""
NOWHERE = f"""
SELECT {GATHERED}, NULL::uuid AS person FROM look AS l
WHERE {IN_TIME} AND l.unit IS NULL
GROUP BY l.reader, (l.at AT TIME ZONE $3)::date
"""
"""Neither far nor closed can be told of it."""
BULK = f"""
WITH busy AS (
    SELECT l.reader, max(l.unit) AS unit FROM look AS l WHERE {IN_TIME}
    GROUP BY l.reader HAVING count(DISTINCT l.person) > $3
), ends AS (
    SELECT DISTINCT l.reader, busy.unit, date_trunc('minute', l.at) + interval '1 minute' AS ends
    FROM busy JOIN look AS l USING (reader) WHERE {IN_TIME}
)
SELECT DISTINCT ON (reader) reader, unit, hour.*, NULL::uuid AS person
FROM ends CROSS JOIN LATERAL (
    SELECT min(l.at) AS first, max(l.at) AS last, count(*) AS looks,
           count(DISTINCT l.person) AS people
    FROM look AS l
    WHERE l.reader = ends.reader AND l.at >= ends.ends - interval '1 hour' AND l.at < ends.ends
      AND l.relation <> 'officer'
) AS hour
WHERE hour.people > $3
ORDER BY reader, hour.people DESC, ends
"""
