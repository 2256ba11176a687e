"""What the events on Kafka tell of a unit, counted by itself, beside its figures and its board."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.stack import Person, Stack
from tests.browser.starting import TEN_ON_A_TUESDAY
from tests.browser.test_desk import figure
from tests.browser.test_ways import rows
from tests.fixtures.messaging import until
from tests.journeys import recount_handed, recount_work
from tests.sideways.topics import told_on

UNKNOWN = "unknown"
NONE = re.compile("^–")
"""Nothing to measure."""
DRAWN_MS = 25_000
"""What was done is drawn anew every fifteen seconds at most, and the next heartbeat brings it."""
PENDING = "SELECT count(*) AS left FROM outbox_pending"
TELLING = ("gateway", "referrals", "groups")
PARTS = {
    "waits_as_told": ("told", "served", "inside"),
    "interpreters": ("contacts", "wait_minutes", "minutes"),
    "callbacks": ("opened", "kept", "due"),
    "visits": ("by_state", "first", "days_mean", "days_median"),
}
AS_THEY_ARE = ("by_level", "by_outcome", "by_reason", "reasons_by_outcome")
ATTENDED = "attended_share"
"""Of others, which the recount has."""
COUNTED = ("ended", "solved", "entered_later")


async def events_of(stack: Stack, unit: str) -> list[dict[str, Any]]:
    """Every event of the unit, once all that the services have to tell is on Kafka.

    Of a pending call that ever stood there all, wherever it stands.
    """

    async def told() -> bool:
        left = [await rows(stack, PENDING, of=service) for service in TELLING]
        return all(found["left"] == 0 for [found] in left)

    await until(told, 20)
    every = [
        json.loads(record.value)
        async for _, records in told_on(stack.kafka, stack.instance)
        for record in records
        if record.value
    ]
    calls = {each.get("pending_id") for each in every if each.get("unit") == unit} - {None}
    return [e for e in every if e.get("unit") == unit or e.get("pending_id") in calls]


async def asked(stack: Stack, who: Person, what: str) -> Any:
    """What the indicators answer of somebody's unit."""
    url = f"http://127.0.0.1:{stack.ports['indicators-web']}/api/areas/{who.unit}/{what}"
    host = stack.origin.partition("://")[2]
    headers = {"cookie": f"{stack.cookie}={who.token}", "host": host}
    answer = await stack.client.get(url, headers=headers)
    assert answer.is_success, answer.text
    return answer.json()


def plain(told: dict[str, Any]) -> dict[str, Any]:
    """An interval of the answer in the recount's shape; nothing where it is unknown."""
    if told["known"] == UNKNOWN:
        assert not any(told[name] for name in ("offered", "answered", "abandoned", "work"))
        return {}
    work = told["work"]
    parts = {name: tuple(work[name][each] for each in of) for name, of in PARTS.items()}
    figures = {name: told[name] for name in ("offered", "answered", "abandoned")}
    figures |= {name: work[name] for name in (*AS_THEY_ARE, *COUNTED)}
    return figures | rounded(parts) | {"pending": stands(told["pending"])} | handed(told)


def handed(told: dict[str, Any]) -> dict[str, Any]:
    """Of referrals and groups what is known of them, in the recount's shape."""
    of, groups = told["referrals"], told["groups"]
    found: dict[str, Any] = {}
    if of is not None:
        partners = {
            code: (each["answered"], each["noes"]) for code, each in of["by_partner"].items()
        }
        found |= of | {"by_partner": partners}
    if groups is not None:
        found["groups"] = {name: each for name, each in groups.items() if name != ATTENDED}
    return found


def stands(calls: dict[str, Any] | None) -> tuple[int, ...] | None:
    """Pending calls at the end of an interval in the recount's shape."""
    return tuple(calls[name] for name in ("open", "overdue", "most")) if calls else None


def rounded(parts: dict[str, Any]) -> dict[str, Any]:
    """Sums of minutes to the last digits that an addition in any order leaves alone."""
    return {
        name: tuple(round(each, 9) if isinstance(each, float) else each for each in values)
        for name, values in parts.items()
    }


def counted(
    events: list[dict[str, Any]], told: dict[str, Any], now: datetime, unit: str
) -> dict[str, Any]:
    """The same interval of a unit from the events; nothing where it is said to be unknown."""
    if told["known"] == UNKNOWN:
        return {}
    start, end = (datetime.fromisoformat(told[side]) for side in ("start", "end"))
    work = recount_work.work(events, start, end, now, [unit])
    since = TEN_ON_A_TUESDAY
    work["pending"] = recount_work.standing(events, start, end, now, since, [unit])
    work |= recount_work.came(events, start, end) | rounded({n: work[n] for n in PARTS})
    others = recount_handed.count(events, start, end, now)
    del others["groups"]["told_minutes"]  # no answer has them
    return work | {name: others[name] for name in handed(told)}


async def recounted(
    stack: Stack, who: Person, board: Page, day: date, last: date | None = None
) -> list[dict[str, Any]]:
    """Hold the days up to the last, or the next, their hours and the board against the events;
    the intervals.
    """
    events = await events_of(stack, who.unit)
    period = f"figures?from={day}&to={last or day + timedelta(days=1)}&grain=hour&limit=200"
    told, expected = [], []

    async def agree() -> bool:
        now = datetime.fromisoformat((await asked(stack, who, "board"))["at"])
        answer = await asked(stack, who, period)
        told[:] = [answer["total"], *answer["intervals"]]
        expected[:] = [counted(events, each, now, who.unit) for each in told]
        return [plain(each) for each in told] == expected

    try:
        await until(agree, 20)
    except TimeoutError:
        assert [plain(each) for each in told] == expected
    assert sum(each.get("offered", 0) for each in expected) > 0, "nothing was recounted"
    now = datetime.fromisoformat((await asked(stack, who, "board"))["at"])
    await on_board(board, events, now, who.unit)
    return told


async def on_board(board: Page, events: list[dict[str, Any]], now: datetime, unit: str) -> None:
    """The board of a unit shows what the events tell."""
    pending, overdue = recount_work.to_do(events, now, [unit])
    midnight = now.astimezone(recount_work.MADRID).replace(hour=0, minute=0, second=0)
    shown = {
        **recount_work.here(events),
        **recount_work.came(events, midnight, now),
        "pending_open": pending,
        "pending_overdue": overdue,
        **recount_handed.doors(events, midnight, now),
    }
    for code, number in shown.items():
        await expect(figure(board, code)).to_have_text(str(number))
    work = recount_work.work(events, midnight, now, now, [unit])
    await done_today(board, work)
    for title in ("reasons", "levels", "outcomes"):
        numbers = board.locator(f"#{title}-table td.num:nth-child(2)")
        counted = work[f"by_{title.removesuffix('s')}"].values()
        most_first = [str(number) for number in sorted(counted, reverse=True)]
        await expect(numbers, title).to_have_text(most_first, timeout=DRAWN_MS)


async def done_today(board: Page, work: dict[str, Any]) -> None:
    """The day's other figures, each with the numbers of which it is made."""
    _, served, inside = work["waits_as_told"]
    _, kept, due = work["callbacks"]
    _, awaited, there = work["interpreters"]
    _, first, _, days = work["visits"]
    shares = {
        "solved_at_gateway": (work["solved"], work["ended"]),
        "waits_as_told": (inside, served),
        "callbacks_kept": (kept, due),
    }
    for code, (part, whole) in shares.items():
        said = f"{round(100 * part / whole)} %" if whole else NONE
        await expect(figure(board, code)).to_have_text(said, timeout=DRAWN_MS)
        await expect(made_of(board, code)).to_have_text(
            re.compile(rf"^{part} \D+ {whole}\b" if whole else r"^\D+$"), timeout=DRAWN_MS
        )
    minutes = figure(board, "interpreter_minutes").first  # how many wait for one stands elsewhere
    await expect(minutes).to_have_text(f"{round(there)} min", timeout=DRAWN_MS)
    await expect(made_of(board, "interpreter_minutes").first).to_have_text(
        re.compile(rf"^{round(awaited)} min"), timeout=DRAWN_MS
    )
    said = re.compile(rf"^{days}\D*$") if first else NONE
    await expect(figure(board, "first_visit_days")).to_have_text(said, timeout=DRAWN_MS)


def made_of(board: Page, code: str) -> Locator:
    """What a figure of a board says below its number."""
    return board.locator(f'.p-fig:has(a[href$="#{code}"]) .p-fig__sub')
