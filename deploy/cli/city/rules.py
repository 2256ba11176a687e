"""The city's own card: its name, its time zone and its rules."""

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from deploy.cli.city.form import NOTHING, Form
from deploy.cli.city.mistakes import Report, choose
from deploy.cli.city.parts import Fields
from shared.city import (
    AgendaRules,
    ClosingRules,
    FollowUpRules,
    GroupRules,
    PendingCallRules,
    QueueRules,
    ReadingRules,
    RecallRules,
    Reentry,
    RetentionRules,
    Rules,
    TicketRules,
)
from shared.contracts.gateway import Level

PARTS = ("queue", "tickets", "closing", "reading", "retention")
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
AGENDA = {
    "reminder_hours": (1, 168),
    "check_in_before_minutes": (0, 240),
    "check_in_after_minutes": (0, 240),
}
"""The least and most of each."""
GROUPS = {"offer_minutes": (1, WEEK_MINUTES), "late_hours": (0, 168)}
MOST_CALLS = 20
MOST_RETURNS = 5
MOST_BEHIND = 50
MOST_PEOPLE = 10_000
MOST_WORKING_DAYS = 60
GLASS = {"break_glass_minutes": 240, "break_glass_an_hour": 100}
"""The most of each; who leaves them out has what ``ReadingRules`` says."""


@dataclass(frozen=True, slots=True)
class Card:
    """What ``city.yaml`` says."""

    name: str
    timezone: str
    rules: Rules


def card(
    sections: Fields | None, known_units: Collection[str] | None, report: Report
) -> Card | None:
    """The city's card; none where it cannot be read."""
    if sections is None:
        return None
    form = Form(sections, report).only(("name", "timezone", "rules"))
    rules = form.section("rules").only(PARTS, ("agenda", "follow_up", "groups", "pending_calls"))
    return Card(
        name=form.text("name"),
        timezone=_zone(form),
        rules=Rules(
            queue=_queue(rules.section("queue"), known_units),
            tickets=_tickets(rules.section("tickets")),
            closing=_closing(rules.section("closing")),
            reading=_reading(rules.section("reading")),
            retention=_retention(rules.section("retention")),
            follow_up=_follow_up(rules),
            pending_calls=_pending_calls(rules),
            agenda=_agenda(rules),
            groups=_groups(rules),
        ),
    )


def _zone(form: Form) -> str:
    name = form.text("timezone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name != NOTHING:
            remedy = "Write a name such as Europe/Madrid."
            form.wrong("timezone", f"There is no time zone {name!r}.", remedy)
    return name


def _queue(form: Form, known_units: Collection[str] | None) -> QueueRules:
    form.only(("bound_minutes", "untriaged", "calls"), ("recall", "recall_at"))
    bounds = form.section("bound_minutes").only(list(Level))
    return QueueRules(
        bound_minutes={level: bounds.whole(level, 0, DAY_MINUTES) for level in Level},
        untriaged=form.one_of("untriaged", Level),
        calls=form.whole("calls", 1, MOST_CALLS),
        recall=_recall(form.section("recall")) if "recall" in form.fields.parts else None,
        recall_at=_recall_at(form.section("recall_at"), known_units),
    )


def _recall(form: Form) -> RecallRules:
    place = form.one_of("place", Reentry)
    always = ("grace_minutes", "returns", "place")
    if place is Reentry.AFTER:
        form.only((*always, "behind"), ("calls",))
    else:
        form.only(always, ("calls",))
    return RecallRules(
        calls=form.whole("calls", 1, MOST_CALLS) if form.optional("calls") else None,
        grace_minutes=form.whole("grace_minutes", 0, 60),
        returns=form.whole("returns", 0, MOST_RETURNS),
        place=place,
        behind=form.whole("behind", 1, MOST_BEHIND) if form.optional("behind") else 0,
    )


def _recall_at(form: Form, known: Collection[str] | None) -> dict[str, RecallRules]:
    for unit in form.fields.parts:
        if known is not None and unit not in known:
            form.wrong(unit, f"There is no unit {unit!r}.", choose(unit, known))
    return {unit: _recall(form.section(unit)) for unit in form.fields.parts}


def _tickets(form: Form) -> TicketRules:
    form.only(("digits", "first"))
    digits = form.whole("digits", 2, 4)
    return TicketRules(digits=digits, first=form.whole("first", 0, 10**digits - 1))


def _closing(form: Form) -> ClosingRules:
    form.only(("warn_minutes", "grace_minutes"))
    return ClosingRules(
        warn_minutes=form.whole("warn_minutes", 0, DAY_MINUTES),
        grace_minutes=form.whole("grace_minutes", 0, DAY_MINUTES),
    )


def _reading(form: Form) -> ReadingRules:
    form.only(("people_an_hour",), tuple(GLASS))
    given = {name: form.whole(name, 1, GLASS[name]) for name in GLASS if form.optional(name)}
    return ReadingRules(people_an_hour=form.whole("people_an_hour", 1, MOST_PEOPLE), **given)


def _retention(form: Form) -> RetentionRules:
    return RetentionRules(automatic=form.only(("automatic",)).yes_no("automatic"))


def _follow_up(rules: Form) -> FollowUpRules:
    """Those of ``FollowUpRules`` where the section is left out."""
    if "follow_up" not in rules.fields.parts:
        return FollowUpRules()
    form = rules.section("follow_up").only(("working_days",))
    return FollowUpRules(working_days=form.whole("working_days", 1, MOST_WORKING_DAYS))


def _pending_calls(rules: Form) -> PendingCallRules:
    if "pending_calls" not in rules.fields.parts:
        return PendingCallRules()
    form = rules.section("pending_calls")
    form.only(("due_minutes", "attempts", "days", "afternoon_hour"))
    due = form.section("due_minutes").only(list(Level))
    return PendingCallRules(
        due_minutes={level: due.whole(level, 1, WEEK_MINUTES) for level in Level},
        attempts=form.whole("attempts", 1, MOST_CALLS),
        days=form.whole("days", 1, MOST_CALLS),
        afternoon_hour=form.whole("afternoon_hour", 1, 23),
    )


def _agenda(rules: Form) -> AgendaRules:
    if "agenda" not in rules.fields.parts:
        return AgendaRules()
    form = rules.section("agenda").only(tuple(AGENDA))
    return AgendaRules(**{name: form.whole(name, *bounds) for name, bounds in AGENDA.items()})


def _groups(rules: Form) -> GroupRules:
    if "groups" not in rules.fields.parts:
        return GroupRules()
    form = rules.section("groups").only(tuple(GROUPS))
    return GroupRules(**{name: form.whole(name, *bounds) for name, bounds in GROUPS.items()})
