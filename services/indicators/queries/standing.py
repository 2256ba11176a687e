"""Pending calls open and overdue at the end of each interval: one statement for all of them."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain import Gap, Heard, Standing, all_unknown, freshness, unknown_times
from services.indicators.domain.standing import AN_INSTANT
from services.indicators.queries.feeds import feeds
from services.indicators.queries.figures import Asked
from services.indicators.queries.present import told
from services.indicators.queries.work import ever_of, hidden
from shared.db import Tx

LASTING = "interval '30 days'"
# What was open in the time asked for, by the same two indexes as the board: those that began in
# it or in the month before, and the few that stayed longer. Each stretch of a call, at the unit
# that had it then, less the times in which nothing is known of that unit, adds one at its start and
# takes one away at its end; what is added up until an instant stands then: one that passes from a
# unit that is asked for to another such stands once. A row of nothing at the start of each interval
# carries the sum over, so that the history is read once and not for each interval.
THERE = f"""{ever_of("$3")} AND first_at < $2
    AND (ended_at IS NULL OR ended_at > first_at AND ended_at > $1) AND {hidden("fact", "$5")}"""
STANDING = f"""
WITH unknown AS (
    SELECT unit, range_agg(tstzrange(since, until)) AS times
    FROM unnest($6::text[], $7::timestamptz[], $8::timestamptz[]) AS gap (unit, since, until)
    GROUP BY unit
), entry AS (
    SELECT unit, passed_from, passed_at, first_at, due_at, ended_at FROM pending_call_fact AS fact
    WHERE {THERE} AND first_at > $1 - {LASTING}
    UNION ALL
    SELECT unit, passed_from, passed_at, first_at, due_at, ended_at FROM pending_call_fact AS fact
    WHERE {THERE} AND first_at <= $1 - {LASTING}
      AND (ended_at IS NULL OR ended_at - first_at > '720:00:00'::interval)
), had AS (
    SELECT each.*, first_at, due_at, ended_at FROM entry CROSS JOIN LATERAL (VALUES
        (passed_from, tstzrange(NULL, passed_at)), (unit, tstzrange(passed_at, NULL))
    ) AS each (unit, there) WHERE each.unit = ANY($3)
), stood AS (
    SELECT is_late, unnest(tstzmultirange(there * during) - coalesce(times, '{{}}')) AS during
    FROM had LEFT JOIN unknown USING (unit)
    CROSS JOIN LATERAL (VALUES
        (0, tstzrange(first_at, ended_at)),
        (1, CASE WHEN ended_at IS NULL OR ended_at > due_at + interval '1 microsecond' THEN
            tstzrange(greatest(first_at, due_at + interval '1 microsecond'), ended_at)
            ELSE 'empty' END)
    ) AS each (is_late, during)
), change (at, opened, late) AS (
    SELECT lower(during), 1 - is_late, is_late FROM stood
    UNION ALL
    SELECT upper(during), is_late - 1, -is_late FROM stood WHERE NOT upper_inf(during)
    UNION ALL
    SELECT each, 0, 0 FROM unnest($4::timestamptz[]) AS each
), running AS (
    SELECT at, sum(opened) OVER so_far AS opened, sum(late) OVER so_far AS late
    FROM change WHERE at < $2 AND at <= $9 WINDOW so_far AS (ORDER BY at)
), placed AS (
    SELECT width_bucket(at, $4::timestamptz[]) AS stretch, * FROM running WHERE at >= $1
)
SELECT DISTINCT ON (stretch) stretch, opened AS open, late AS overdue,
       max(opened) OVER (PARTITION BY stretch) AS most
FROM placed ORDER BY stretch, at DESC
"""
# From the first heartbeat on all units are known; the history is asked only of times before it.
KNOWN_SINCE = f"""
SELECT place.unit, CASE WHEN beat.since <= $2 THEN beat.since ELSE least(
    beat.since,
    (SELECT min(since) FROM desk_fact WHERE unit = place.unit),
    (SELECT min(opened_at) FROM contact_fact
     WHERE opened_unit = place.unit AND state <> 'voided' AND {told("$3")})
) END AS since
FROM unnest($1::text[]) AS place (unit)
LEFT JOIN (SELECT since FROM feed WHERE service = 'gateway') AS beat ON true
"""


async def heard(tx: Tx, now: datetime, real: datetime) -> Heard:
    """How far the gateway's feed reaches, on the business's clock and in real time."""
    feed = (await feeds(tx))["gateway"]
    return Heard(now, feed.shown_as_of, freshness(feed, real))


async def standing(
    tx: Tx, asked: Asked, starts: Sequence[datetime], so_far: Heard, gaps: Sequence[Gap]
) -> tuple[Standing | None, list[Standing | None]]:
    """Pending calls at the end of the whole time, and of each interval that begins at ``starts``.

    None where an interval has not begun, where nothing is known of its last instant, and of
    contacts of one door: a pending call has none. Units on paper then are left out.
    """
    units = list(asked.units or ())
    if asked.door is not None:
        return None, [None] * len(starts)
    rows = await tx.fetch(KNOWN_SINCE, units, asked.start, asked.restricted)
    unknown = unknown_times(units, {row["unit"]: row["since"] for row in rows}, gaps)
    counted = {
        row["stretch"]: row
        for row in await tx.fetch(
            STANDING,
            asked.start,
            asked.end,
            units,
            list(starts),
            asked.restricted,
            [gap.unit for gap in unknown],
            [gap.since for gap in unknown],
            [gap.until for gap in unknown],
            so_far.until,
        )
    }
    found: list[Standing | None] = []
    for place, end in enumerate([*starts[1:], asked.end], start=1):
        row, at = counted.get(place), min(end - AN_INSTANT, so_far.until)
        if row is None or so_far.silent(at) or all_unknown(units, unknown, at):
            found.append(None)
        else:
            found.append(Standing(at, row["open"], row["overdue"], row["most"]))
    return _whole(found[: len(counted)]), found


def _whole(begun: Sequence[Standing | None]) -> Standing | None:
    """How the whole time ended, with the most of all its intervals."""
    last = begun[-1] if begun else None
    if last is None:
        return None
    return Standing(last.at, last.open, last.overdue, max(each.most for each in begun if each))
