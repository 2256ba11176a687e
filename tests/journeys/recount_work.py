"""Counts what was done by itself, from events as plain JSON: no code of Portes, the rules of
docs/indicators.md written down once more. Instants are ISO texts; of these units, or of all.
"""

from collections import Counter
from datetime import datetime, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
SOLVES = {"informed", "resolved"}
UNCOUNTED = {"not_recorded", "attended"}
IN_TIME_UNNEEDED = {"arrived", "withdrawn", "mistake", "answered", "over"}


def at(text):
    return datetime.fromisoformat(text) if text else None


def newest(events, key):
    last = {}
    for event in events:
        if key in event and event["version"] > last.get(event[key], {"version": 0})["version"]:
            last[event[key]] = event
    return list(last.values())


def stays(events):
    """Where each call stood and since when; once back where it was, it never left."""
    found = {}
    for told in sorted((e for e in events if "pending_id" in e), key=lambda e: e["version"]):
        stood = found.setdefault(told["pending_id"], [])
        before = [unit for unit, _ in stood]
        if told["unit"] in before:
            del stood[before.index(told["unit"]) + 1 :]
        else:
            stood.append((told["unit"], at(told["at"])))
    return found


def stood_in(units, call, moment):
    came = [unit for unit, since in call["stays"][1:] if since <= moment]
    return units is None or (came or [call["stays"][0][0]])[-1] in units


def sides(events, units=None):
    """Contacts and appointments of these units, and all pending calls, with their stays; each as
    its newest event tells it."""
    contacts = [e for e in events if "spans" in e]
    calls = [e for e in events if "pending_id" in e]
    visits = [e for e in events if "appointment_id" in e]
    keys = ("contact_id", "pending_id", "appointment_id")
    told = [newest(e, key) for e, key in zip((contacts, calls, visits), keys, strict=True)]
    told[0] = [c for c in told[0] if c["state"] != "voided"]
    if units is not None:
        told[0] = [c for c in told[0] if (c["spans"] or [c])[0]["unit"] in units]
        told[2] = [v for v in told[2] if v["unit"] in units]
    where = stays(calls)
    told[1] = [c | {"stays": where[c["pending_id"]]} for c in told[1]]
    return told


def decided(call):
    """When a promise was decided and whether it was kept; none if it is none."""
    ended, due = at(call["ended_at"]), at(call["due_at"])
    in_time = ended is not None and ended <= due
    if call["origin"] == "message" or call["settled"] == "joined":
        return None
    if in_time and call["settled"] in IN_TIME_UNNEEDED:
        return None
    return (ended if in_time else due), in_time and call["settled"] == "reached"


def minutes(start, end, now):
    over = start and end and at(end) <= now
    return (at(end) - at(start)).total_seconds() / 60 if over else 0


def matters_of(contact, now):
    """Its reasons with the outcomes that they had by then."""
    told = [(m, at(m["at"] or contact["ended_at"])) for m in contact["matters"]]
    return [(m["reason"], m["outcome"] if done and done <= now else None) for m, done in told]


def as_told(contact):
    told, waited = contact["told_wait"], contact["wait_seconds"]
    return told["least_seconds"] <= waited <= told["most_seconds"]


def work(events, start, end, now, units=None):
    contacts, calls, visits = sides(events, units)
    came = [c for c in contacts if start <= at(c["opened_at"]) < end]
    matters = [m for c in came for m in matters_of(c, now)]
    over = [c for c in came if c["ended_at"] and at(c["ended_at"]) <= now]
    closed = [c for c in over if c["state"] == "closed" and c["outcome"] not in UNCOUNTED]
    solved = [c for c in closed if {c["outcome"], *(m["outcome"] for m in c["matters"])} <= SOLVES]
    asked = [(c, c["interpreter"]) for c in came if c["interpreter"]]
    asked = [(c, i) for c, i in asked if at(i["asked_at"]) <= now]
    promises = [(p, c) for c in calls if (p := decided(c)) and stood_in(units, c, p[0])]
    promises = [p for p, _ in promises if start <= p[0] < end and p[0] <= now]
    opened = [c for c in calls if stood_in(units, c, at(c["first_at"]))]
    visits = [v for v in visits if start <= at(v["starts_at"]) < end]
    first = [v for v in visits if (v["kind"], v["state"]) == ("first_visit", "attended")]
    first = [v for v in first if at(v["ended_at"] or v["starts_at"]) <= now]
    days = [(day(v["starts_at"]) - day(v["requested_at"])).days for v in first]
    told = [c for c in came if c.get("told_wait")]
    served = [c for c in told if c["started_at"] and at(c["started_at"]) <= now]
    inside = [c for c in served if as_told(c)]
    return {
        "waits_as_told": (len(told), len(served), len(inside)),
        "by_level": Counter(c["level"] or "none" for c in came),
        "by_outcome": Counter(c["outcome"] for c in over if c["outcome"]),
        "by_reason": Counter(reason for reason, _ in matters),
        "reasons_by_outcome": Counter(outcome for _, outcome in matters if outcome),
        "ended": len(closed),
        "solved": len(solved),
        "entered_later": sum(c["entered_later"] for c in came),
        "interpreters": (
            len(asked),
            sum(minutes(i["asked_at"], i["arrived_at"], now) for _, i in asked),
            sum(minutes(i["arrived_at"], i["left_at"] or c["ended_at"], now) for c, i in asked),
        ),
        "callbacks": (
            sum(start <= at(c["first_at"]) < end for c in opened),
            sum(kept for _, kept in promises),
            len(promises),
        ),
        "visits": (
            Counter(v["state"] for v in visits),
            len(first),
            mean(days) if days else None,
            sorted(days)[(len(days) - 1) // 2] if days else None,
        ),
    }


def came(events, start, end):
    contacts, _, _ = sides(events)
    found = [c for c in contacts if start <= at(c["opened_at"]) < end]
    return {
        "offered": len(found),
        "answered": sum(c["started_at"] is not None for c in found),
        "abandoned": sum(c["state"] in {"abandoned", "missed"} for c in found),
    }


def here(events):
    contacts, _, _ = sides(events)
    states = Counter(c["state"] for c in contacts)
    return {"waiting": states["waiting"] + states["called"], "serving": states["serving"]}


def day(text):
    return at(text).astimezone(MADRID).date()


def open_at(calls, now, units=None):
    return [
        c
        for c in calls
        if at(c["first_at"]) <= now and not (c["ended_at"] and at(c["ended_at"]) <= now)
        if stood_in(units, c, now)
    ]


def to_do(events, now, units=None):
    _, calls, _ = sides(events)
    open_ = open_at(calls, now, units)
    return len(open_), sum(at(c["due_at"]) < now for c in open_)


def standing(events, start, end, now, beat, units=None):
    """Open and overdue at the interval's last instant or now, and the most at once until then;
    none before the first heartbeat or contact."""
    contacts, calls, _ = sides(events, units)
    last = min(end - timedelta(microseconds=1), now)
    if now < start or last < min([beat, *(at(c["opened_at"]) for c in contacts)]):
        return None
    began = [at(c["first_at"]) for c in calls] + [since for c in calls for _, since in c["stays"]]
    moments = [start, *(moment for moment in began if start <= moment <= last)]
    most = max(len(open_at(calls, moment, units)) for moment in moments)
    return *to_do(events, last, units), most
