"""Counts a call log by itself: no code of Portes, the reading rules written down once more.

Times are seconds since the file's first midnight; the log's week has no change of hour.
"""

import csv
import math
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

DAY = 86_400
WITHIN = 20


class Call:
    def __init__(self, row, first):
        day = date(1900 + int(row["date"][:2]), int(row["date"][2:4]), int(row["date"][4:]))
        self.midnight = (day - first).days * DAY
        self.rang = self.midnight + clock(row["vru_entry"])
        self.answered = row["outcome"] == "AGENT"
        if row["q_start"] == "0:00:00":
            self.waits_from = self.wait_ends = self.near(row["vru_exit"])
        else:
            self.waits_from = self.near(row["q_start"])
            self.wait_ends = self.waits_from + int(row["q_time"])
        self.wait = self.wait_ends - self.waits_from
        self.talk = int(row["ser_time"]) if self.answered else 0
        self.ends = self.wait_ends + self.talk

    def near(self, text):
        at = self.midnight + clock(text)
        return at + DAY if self.rang - at > DAY / 2 else at


def clock(text):
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def read(files):
    rows = []
    for file in files:
        with Path(file).open(newline="") as text:
            rows += [r for r in csv.DictReader(text, delimiter="\t") if r["outcome"] != "PHANTOM"]
    first = min(r["date"] for r in rows)
    first = date(1900 + int(first[:2]), int(first[2:4]), int(first[4:]))
    return first, [Call(row, first) for row in rows]


def mean(values):
    return sum(values) / len(values) if values else None


def rank(values, percent):
    return sorted(values)[math.ceil(percent * len(values) / 100) - 1] if values else None


def share(part, whole):
    return part / whole if whole else None


def day_report(calls, first, number):
    calls = [c for c in calls if c.rang // DAY == number]
    answered = [c for c in calls if c.answered]
    gone = [c for c in calls if not c.answered]
    waits = [c.wait for c in answered]
    a = sum(c.wait <= WITHIN for c in answered)
    b = sum(c.wait <= WITHIN for c in gone)
    hours = defaultdict(list)
    for c in calls:
        hours[c.rang % DAY // 3600].append(c)
    return {
        "day": (first + timedelta(days=number)).isoformat(),
        "offered": len(calls),
        "answered": len(answered),
        "abandoned": len(gone),
        "wait_seconds": {
            "mean": mean(waits),
            "p50": rank(waits, 50),
            "p90": rank(waits, 90),
            "p95": rank(waits, 95),
            "max": max(waits, default=None),
        },
        "handling_seconds": {"mean": mean([c.talk for c in answered])},
        "abandoned_wait_seconds": {"mean": mean([c.wait for c in gone])},
        "service_level": {
            "within_seconds": WITHIN,
            "answered_of_answered": share(a, len(answered)),
            "answered_or_abandoned_of_offered": share(a + b, len(calls)),
            "answered_of_offered": share(a, len(calls)),
            "answered_of_offered_less_short": share(a, len(calls) - b),
        },
        "by_hour": [
            {
                "hour": hour,
                "offered": len(of),
                "answered": sum(c.answered for c in of),
                "abandoned": sum(not c.answered for c in of),
            }
            for hour, of in sorted(hours.items())
        ],
    }


def load_at(calls, at):
    waiting = sum(c.waits_from <= at < c.wait_ends for c in calls)
    serving = sum(c.answered and c.wait_ends <= at < c.ends for c in calls)
    return {"waiting": waiting, "serving": serving}
