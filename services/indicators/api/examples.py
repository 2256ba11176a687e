"""One example of each answer, for the OpenAPI document."""

from typing import Any

FIGURES = {
    "offered": 118,
    "answered": 104,
    "abandoned": 14,
    "wait_seconds": {"mean": 31.5, "p50": 12.0, "p90": 95.0, "p95": 140.0, "max": 262.0},
    "handling_seconds": {"mean": 171.2},
    "abandoned_wait_seconds": {"mean": 48.0},
    "service_level": {
        "within_seconds": 20.0,
        "answered_of_answered": 0.62,
        "answered_or_abandoned_of_offered": 0.58,
        "answered_of_offered": 0.55,
        "answered_of_offered_less_short": 0.56,
    },
}
LOAD = {
    "waiting": 12,
    "waiting_desk": 11,
    "waiting_phone": 1,
    "in_menu": 0,
    "serving": 4,
    "serving_phone": 1,
    "parked": 1,
    "longest": 2040.0,
    "median": 720.0,
    "urgent": 1,
    "desks_open": 4,
    "desks_paused": 1,
}
WORK = {
    "by_level": {"ordinary": 96, "preferential": 20, "urgent": 2},
    "by_outcome": {"appointment": 21, "informed": 70, "redirected": 13},
    "by_reason": {"ECO-ALIM": 31, "restricted": 1},
    "reasons_by_outcome": {"appointment": 24, "informed": 75},
    "reasons_unknown": 0,
    "ended": 104,
    "solved": 66,
    "solved_share": 0.63,
    "entered_later": 0,
    "waits_as_told": {"told": 40, "served": 36, "inside": 27, "share": 0.75},
    "interpreters": {"contacts": 2, "wait_minutes": 24.0, "minutes": 41.5},
    "callbacks": {"opened": 14, "kept": 9, "due": 11, "share": 0.82},
    "visits": {
        "by_state": {"attended": 6, "missed": 1},
        "first": 2,
        "days_mean": 9.5,
        "days_median": 9,
    },
}
STRETCH = {
    "start": "2026-03-02T08:00:00Z",
    "end": "2026-03-02T09:00:00Z",
    "known": "whole",
    "paper": [],
    **FIGURES,
    "work": WORK,
    "pending": {"at": "2026-03-02T08:59:59.999999Z", "open": 7, "overdue": 2, "most": 9},
    "referrals": {
        "sent": 5,
        "late": 1,
        "answered": 4,
        "by_answer": {"accepted": 3, "returned": 1},
        "recognised": 1,
        "acknowledged": 4,
        "to_acknowledge": 5,
        "by_partner": {"housing": {"answered": 4, "noes": 1, "share": 0.25}},
    },
    "groups": {
        "sessions": 1,
        "capacity": 12,
        "taken": 10,
        "held": 1,
        "minutes": 90,
        "told": 1,
        "attended": 8,
        "absent": 2,
        "present": 8,
        "attended_share": 0.8,
    },
}
FIGURES_OF_AREA = {"area": "raval-sud", "total": STRETCH, "intervals": [STRETCH]}
CALLS = {
    "day": "2026-03-02",
    **FIGURES,
    "by_hour": [{"hour": 9, "offered": 118, "answered": 104, "abandoned": 14}],
}
LOAD_AT = {"at": "2026-03-02T09:00:00Z", "waiting": 7, "serving": 6}
BOARD = {
    "area": "raval-sud",
    "at": "2026-03-02T09:42:18Z",
    "as_of": "2026-03-02T09:42:16Z",
    "freshness": "live",
    "load": LOAD,
    "to_do": {
        "pending": 7,
        "overdue": 2,
        "appointments": 12,
        "arrived": 5,
        "missed": 1,
        "interpreters_awaited": 1,
        "interpreters_there": 0,
    },
    "referrals": {
        "freshness": "stale",
        "as_of": "2026-03-02T09:39:50Z",
        "now": {"waiting": 4, "late": 1, "soon": 2, "first_visits": 3, "booked": 3},
    },
    "groups": {
        "freshness": "live",
        "as_of": "2026-03-02T09:42:15Z",
        "now": {"sessions": 2, "taken": 23, "left": 31, "waiting": 4},
    },
    "paper": [],
    "by_unit": {"raval-sud": LOAD},
}
INDICATORS: dict[str, Any] = {
    "indicators": [
        {
            "code": "waiting",
            "unit": "people",
            "source": "gateway",
            "formula": "count(waiting)",
            "strategy": [],
            "name": {"ca": "Esperen", "es": "Esperan", "en": "Waiting"},
            "definition": {"ca": "Qui espera.", "es": "Quien espera.", "en": "Who waits."},
            "target": None,
            "direction": None,
        }
    ]
}
TALLY = {"contacts": 6784, "versions": 22868}
TEXTS = {"ca": "Resolts", "es": "Resueltos", "en": "Solved"}
READINGS: dict[str, Any] = {
    "area": "raval-sud",
    "indicators": [
        {
            "code": "solved_at_first_contact",
            "version": 1,
            "first": "2026-03-02",
            "last": "2026-03-02",
            "freshness": "live",
            "as_of": "2026-03-02T09:42:16Z",
            "value": 0.63,
            "numerator": 66,
            "denominator": 104,
            "target": 0.6,
            "direction": "at_least",
            "met": True,
            "unit": "share",
            "additive": False,
            "formula": "solved_at_gateway",
            "paper": False,
            "name": TEXTS,
            "definition": TEXTS,
            "owner": TEXTS,
            "objectives": ["I3.1"],
        }
    ],
}
TIME: dict[str, Any] = {
    "area": "raval-sud",
    "first": "2026-03-02",
    "last": "2026-03-02",
    "released": {
        "estimate": True,
        "estimated_minutes": 1980.0,
        "routes": [
            {
                "route": "solved_at_gateway",
                "number": 66,
                "minutes_assumed": 30.0,
                "minutes_spent": 0,
                "estimated_minutes": 1980.0,
                "formula": "number * minutes_assumed - minutes_spent",
            }
        ],
    },
    "used": {
        "minutes": 350.0,
        "visit_minutes": 260.0,
        "visits_timed": 9,
        "visits": 10,
        "session_minutes": 90,
    },
}
