"""Counts referrals, groups and visits from the events by itself, without any code of Portes.

From the rules of docs/indicators.md: of each key the greatest version tells; a referral counts
when it is sent, answered, and when its time passes unanswered; a session where it begins.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Told = Mapping[str, Any]
NO = ("returned", "redirected", "refused")


def newest(events: Iterable[Told], key: str, alone: str) -> list[Told]:
    """The newest of each that has the field ``alone``, by its key."""
    found: dict[str, Told] = {}
    for event in sorted(events, key=lambda each: each["version"]):
        if alone in event:
            found[event[key]] = event
    return list(found.values())


def when(event: Told, name: str) -> datetime | None:
    told = event.get(name)
    return datetime.fromisoformat(told) if told else None


@dataclass(frozen=True)
class Stretch:
    """A stretch of time as it is known at ``now``."""

    start: datetime
    end: datetime
    now: datetime

    def has(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end and at <= self.now

    def over(self, at: datetime | None) -> bool:
        return self.has(at) and at != self.now


def late(each: Told, of: Stretch) -> bool:
    due, done = when(each, "answer_by"), when(each, "answered_at") or when(each, "ended_at")
    return of.over(due) and (done is None or due is None or done > due)


def acknowledged(each: Told, of: Stretch) -> bool | None:
    """Whether it was in time; none where it was not to be acknowledged then."""
    by, seen, ended = (when(each, n) for n in ("acknowledge_by", "acknowledged_at", "ended_at"))
    if not by or not of.over(by) or (ended and ended <= by and not seen):
        return None
    return seen is not None and seen <= by


def referrals(events: list[Told], of: Stretch) -> dict[str, Any]:
    told = newest(events, "referral_id", "answer_by")
    told = [each for each in told if each["state"] != "entered_in_error"]
    answered = [each for each in told if of.has(when(each, "answered_at"))]
    seen = [said for each in told for said in [acknowledged(each, of)] if said is not None]
    partners = {each["organisation"]: [0, 0] for each in answered}
    for each in answered:
        partners[each["organisation"]][0] += 1
        partners[each["organisation"]][1] += each["no"] in NO
    return {
        "sent": sum(of.has(when(each, "sent_at")) for each in told),
        "late": sum(late(each, of) for each in told),
        "answered": len(answered),
        "recognised": sum(each["recognised"] and not each["no"] for each in answered),
        "acknowledged": sum(seen),
        "to_acknowledge": len(seen),
        "by_answer": dict(Counter(each["no"] or "accepted" for each in answered)),
        "by_partner": {code: tuple(both) for code, both in partners.items()},
    }


def groups(events: list[Told], of: Stretch) -> dict[str, int]:
    all_day = Stretch(of.start, of.end, of.end)
    told = [
        each
        for each in newest(events, "session_id", "capacity")
        if each["state"] != "cancelled" and all_day.has(when(each, "starts_at"))
    ]
    held = [each for each in told if each["state"] == "held" and of.has(when(each, "starts_at"))]
    said = [each for each in held if each["attended"] is not None]
    return {
        "sessions": len(told),
        "capacity": sum(each["capacity"] for each in told),
        "taken": sum(each["taken"] for each in told),
        "held": len(held),
        "minutes": sum(each["minutes"] for each in held),
        "told": len(said),
        "told_minutes": sum(each["minutes"] for each in said),
        "attended": sum(each["attended"] for each in said),
        "absent": sum(each["absent"] or 0 for each in said),
        "present": sum(each["attended"] + (each["uncounted"] or 0) for each in said),
    }


def visits(events: list[Told], of: Stretch) -> tuple[int, int, float]:
    all_day = Stretch(of.start, of.end, of.end)
    came = [
        each
        for each in newest(events, "appointment_id", "booked_at")
        if each["state"] == "attended" and all_day.has(when(each, "starts_at"))
    ]
    came = [each for each in came if (when(each, "ended_at") or of.start) <= of.now]
    lasted = [
        (ended - began).total_seconds()
        for each in came
        for began, ended in [(when(each, "began_at"), when(each, "ended_at"))]
        if began and ended and ended >= began
    ]
    return len(came), len(lasted), sum(lasted) / 60


def count(events: list[Told], start: datetime, end: datetime, now: datetime) -> dict[str, Any]:
    """Every figure of one stretch of time."""
    of = Stretch(start, end, now)
    return referrals(events, of) | {"groups": groups(events, of), "visits": visits(events, of)}


def due(referral: Told, now: datetime) -> datetime:
    """By when the next thing is owed: that it arrived, then an answer."""
    answer_by = datetime.fromisoformat(referral["answer_by"])
    arrived = when(referral, "acknowledged_at")
    if arrived is not None and arrived <= now:
        return answer_by
    return min(answer_by, datetime.fromisoformat(referral["acknowledge_by"]))


def doors(events: list[Told], midnight: datetime, now: datetime) -> dict[str, int]:
    """What a board shows of referrals and groups at ``now``, by the codes of its figures."""
    today, ahead = midnight + timedelta(days=1), now + timedelta(days=28)
    told = newest(events, "referral_id", "answer_by")
    told = [each for each in told if each["state"] != "entered_in_error"]
    owed = [each for each in told if not each["answered_at"] and not each["ended_at"]]
    visits = [each for each in events if "slot_id" in each and "code" in each]
    asked = {each["referral_id"] for each in visits if midnight <= (when(each, "at") or now) <= now}
    sessions = [
        (each, datetime.fromisoformat(each["starts_at"]))
        for each in newest(events, "session_id", "capacity")
        if each["state"] != "cancelled"
    ]
    to_come = [each for each, at in sessions if at > now]
    return {
        "referrals_waiting": len(owed),
        "referrals_late": sum(due(each, now) < now for each in owed),
        "first_visits_asked": len(asked),
        "sessions_today": sum(midnight <= at < today for _, at in sessions),
        "places_left": sum(
            0 if each["waiting"] else max(each["capacity"] - each["taken"] - each["offered"], 0)
            for each, at in sessions
            if each["open"] and now < at <= ahead
        ),
        "places_waiting": sum(each["waiting"] for each in to_come),
    }
