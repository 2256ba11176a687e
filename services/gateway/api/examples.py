"""Examples of answers that several shapes hold."""

from typing import Any

CONTACT: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c55",
    "version": 2,
    "code": "C 017",
    "door": "desk",
    "unit": "raval-sud",
    "centre": "raval-sud",
    "level": "ordinary",
    "reason": None,
    "state": "called",
    "opened_at": "2026-03-02T08:05:10Z",
    "waiting_from": "2026-03-02T08:05:10Z",
    "started_at": None,
    "ended_at": None,
    "outcome": None,
    "left_from": None,
    "desk": 4,
    "calls": 1,
    "wait_seconds": None,
    "service_seconds": None,
    "matters": [],
    "circumstances": [],
    "danger_asked": False,
    "level_why": None,
    "ways": {
        "speaker": "self",
        "called_by": "screen",
        "reached_by": None,
        "language": "ca",
        "safe_contact": None,
    },
    "interpreter": None,
    "intensity": None,
    "appointment_at": None,
    "follow_up_on": None,
}
DESK: dict[str, Any] = {
    "unit": "raval-sud",
    "number": 4,
    "state": "open",
    "since": "2026-03-02T08:00:00Z",
    "contact": CONTACT["id"],
}
SLOT: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c55",
    "unit": "raval-sud",
    "professional": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c66",
    "starts_at": "2026-03-03T09:00:00Z",
    "minutes": 30,
    "kind": "ordinary",
}
APPOINTMENT: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c77",
    "version": 1,
    "unit": "raval-sud",
    "professional": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c66",
    "slot": SLOT["id"],
    "kind": "ordinary",
    "state": "booked",
    "code": "402913",
    "requested_at": "2026-03-02T08:05:10Z",
    "booked_at": "2026-03-02T08:20:00Z",
    "starts_at": "2026-03-03T09:00:00Z",
    "minutes": 30,
    "arrived_at": None,
    "began_at": None,
    "ended_at": None,
    "moves": 0,
    "arrival": None,
}
GAP: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c88",
    "version": 1,
    "unit": "raval-sud",
    "began_at": "2026-03-02T09:40:00Z",
    "ended_at": None,
    "entered_at": None,
    "withdrawn": False,
}
BLOCK: dict[str, Any] = {
    "id": "019cadb5-2a17-7c42-8f3e-6b1d0e9a4c99",
    "unit": "raval-sud",
    "day": "2026-03-02",
    "codes": ["C 041", "C 042"],
}
