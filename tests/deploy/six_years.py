"""Six years of every kind of datum, a row a month, and what is due of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.city.retention import before
from tests.deploy.keeping import NOW, Office, an_office, fresh

MONTHS = 72
"""Six years of data, a row of each kind a month."""
SEALED = "'\\x01'::bytea"
LATER = "SELECT n, '{at}'::timestamptz - make_interval(months => n, days => 1) AS at"
SERIES = f"FROM ({LATER} FROM generate_series(0, {MONTHS - 1}) AS n) AS m"
SEED: dict[str, tuple[bool, list[str]]] = {
    "gateway": (
        True,
        [
            "INSERT INTO person (id, version, name, telephone, created_at) SELECT "
            f"md5('p' || n)::uuid, 1, {SEALED}, {SEALED}, at {SERIES}",
            "INSERT INTO person_unit (person, unit, since) SELECT "
            f"md5('p' || n)::uuid, 'raval-sud', at {SERIES}",
            "INSERT INTO contact (id, version, code, door, unit, state, city_version, opened_at, "
            "ended_at, calls, spans, person, exchange_call) SELECT md5('c' || n)::uuid, 2, 'R001', "
            "'desk', 'raval-sud', 'closed', 1, at - interval '1 hour', at, 1, '[]', "
            f"md5('p' || n)::uuid, 'call-' || n {SERIES}",
            "INSERT INTO contact_act (contact, version, act, staff, at, before, unit) SELECT "
            "md5('c' || n)::uuid, 2, 'closed', gen_random_uuid(), at, "
            f"jsonb_build_object('person', md5('p' || n)::uuid), 'raval-sud' {SERIES}",
            f"INSERT INTO call_event SELECT 'call-' || n, 'rang', at, 'raval-sud' {SERIES}",
            "INSERT INTO pending_call (id, version, unit, origin, state, first_at, due_at, "
            "attempts, ended_at, settled) SELECT md5('k' || n)::uuid, 1, 'raval-sud', 'requested', "
            f"'settled', at, at, '[]', at, 'reached' {SERIES}",
            "INSERT INTO pending_act (pending_call, version, stands, unit, act, staff, at) SELECT "
            f"md5('k' || n)::uuid, 1, 1, 'raval-sud', 'reached', gen_random_uuid(), at {SERIES}",
            "INSERT INTO caller_number SELECT "
            f"md5('k' || n)::uuid, 'raval-sud', {SEALED}, '', at {SERIES}",
            "INSERT INTO substitute SELECT md5('s' || n)::uuid, 'raval-sud', gen_random_uuid(), "
            f"gen_random_uuid(), at - interval '1 day', at, gen_random_uuid() {SERIES}",
            "INSERT INTO notice_shown SELECT "
            f"md5('c' || n)::uuid, 'raval-sud', 1, 'ca', at {SERIES}",
            "INSERT INTO ticket_link SELECT convert_to(md5('l' || n), 'UTF8'), "
            f"md5('c' || n)::uuid, 'raval-sud', at {SERIES}",
            "INSERT INTO paper_gap SELECT "
            f"md5('g' || n)::uuid, 1, 'raval-sud', at, at + interval '1 hour', at, false {SERIES}",
            "INSERT INTO paper_block SELECT "
            f"md5('b' || n)::uuid, 'raval-sud', at::date, 1, 9, at {SERIES}",
            "INSERT INTO paper_entry SELECT md5('b' || n)::uuid, 1, 'raval-sud', "
            f"md5('g' || n)::uuid, md5('c' || n)::uuid, at {SERIES}",
            "INSERT INTO text_call (contact, called_at, unit) SELECT "
            f"md5('c' || n)::uuid, at, 'raval-sud' {SERIES}",
            "INSERT INTO wait_promise SELECT "
            f"md5('c' || n)::uuid, 'raval-sud', 'ordinary', at, 1, 1, 60, 600 {SERIES}",
            f"INSERT INTO ticket_counter SELECT 'raval-sud', at::date, 7 {SERIES}",
            "INSERT INTO exclusion (id, person, staff, kind, set_by, set_at, ended_at) SELECT "
            "gen_random_uuid(), md5('p' || n)::uuid, gen_random_uuid(), 'declared', "
            f"gen_random_uuid(), at, at {SERIES}",
            "INSERT INTO seal_change (id, person, what, before, after, changed_by, at, reason) "
            "SELECT gen_random_uuid(), md5('p' || n)::uuid, 'sealed', '{}', '{raval-sud}', "
            f"gen_random_uuid(), at, 'risk' {SERIES}",
            "INSERT INTO agenda_slot (id, unit, professional, starts_at, minutes, kind) SELECT "
            f"md5('t' || n)::uuid, 'raval-sud', gen_random_uuid(), at, 30, 'ordinary' {SERIES}",
            "INSERT INTO appointment (id, version, unit, slot, professional, kind, state, code, "
            "day, language, requested_at, booked_at, starts_at, minutes, ended_at) SELECT "
            "md5('t' || n)::uuid, 1, 'raval-sud', md5('t' || n)::uuid, gen_random_uuid(), "
            f"'ordinary', 'attended', '1', at::date, 'ca', at, at, at, 30, at {SERIES}",
            "INSERT INTO appointment_link SELECT convert_to(md5('t' || n), 'UTF8'), "
            f"md5('t' || n)::uuid, 'raval-sud', at {SERIES}",
            "INSERT INTO appointment_letter (id, appointment, unit, says, due_at) SELECT "
            f"md5('t' || n)::uuid, md5('t' || n)::uuid, 'raval-sud', 'booked', at {SERIES}",
            "INSERT INTO declared_conflict (id, staff, declared_at, ended_at) SELECT "
            f"gen_random_uuid(), gen_random_uuid(), at, at {SERIES}",
            "INSERT INTO group_session (session_id, version, programme, unit, language, starts_at, "
            "minutes, capacity, taken, offered, waiting, state, open, restricted) SELECT "
            "md5('n' || n)::uuid, 1, 'acollida', 'raval-sud', 'ca', at, 60, 9, 1, 0, 0, 'held', "
            f"false, false {SERIES}",
            "INSERT INTO group_place (id, version, told, unit, person, session, programme, "
            "held_at, starts_at, places, restricted, asked_at, state) SELECT md5('q' || n)::uuid, "
            "1, 1, 'raval-sud', md5('p' || n)::uuid, md5('n' || n)::uuid, 'acollida', "
            f"'raval-sud', at, 1, false, at - interval '1 hour', 'enrolled' {SERIES}",
            "INSERT INTO handed_on (id, version, told, unit, person, organisation, internal, "
            "restricted, state, sent_at, ended_at) SELECT md5('r' || n)::uuid, 1, 0, 'raval-sud', "
            "md5('p' || n)::uuid, 'x', false, false, 'completed', at - interval '1 hour', at "
            f"{SERIES}",
            "INSERT INTO first_visit (referral, version, unit, slot, code, person, asked_at) "
            "SELECT md5('r' || n)::uuid, 1, 'raval-sud', md5('t' || n)::uuid, '1', "
            f"md5('p' || n)::uuid, at {SERIES}",
        ],
    ),
    "groups": (
        True,
        [
            "INSERT INTO group_series (id, unit, programme, every, made_by, made_at) SELECT "
            f"md5('n' || n)::uuid, 'raval-sud', 'acollida', 'once', gen_random_uuid(), at {SERIES}",
            "INSERT INTO group_session (id, version, series, unit, programme, language, mode, "
            "room, starts_at, minutes, capacity, facilitators, needs, public, restricted, "
            "walk_in, state, ended_at) SELECT md5('n' || n)::uuid, 1, md5('n' || n)::uuid, "
            "'raval-sud', 'acollida', 'ca', 'in_person', '', at - interval '1 hour', 60, 9, '{}', "
            f"'{{}}', true, false, false, 'held', at {SERIES}",
            "INSERT INTO place (id, version, session, unit, door, places, state, since, asked_at, "
            "language, person) SELECT md5('q' || n)::uuid, 1, md5('n' || n)::uuid, 'raval-sud', "
            "'desk', 1, 'enrolled', at - interval '1 day', at - interval '1 day', 'ca', "
            f"md5('p' || n)::uuid {SERIES}",
            "INSERT INTO attendee (id, unit, name) SELECT "
            f"md5('q' || n)::uuid, 'raval-sud', {SEALED} {SERIES}",
            "INSERT INTO place_link SELECT convert_to(md5('q' || n), 'UTF8'), "
            f"md5('q' || n)::uuid, 'raval-sud', at - interval '1 day' {SERIES}",
            "INSERT INTO place_letter (id, place, unit, says, due_at) SELECT md5('q' || n)::uuid, "
            f"md5('q' || n)::uuid, 'raval-sud', 'enrolled', at - interval '1 day' {SERIES}",
        ],
    ),
    "referrals": (
        True,
        [
            "INSERT INTO referral (id, version, organisation, unit, reason, state, written_at, "
            "sent_at, ended_at, missing, code, internal, outside, restricted, recognised, content, "
            "whom, person) SELECT md5('r' || n)::uuid, 3, 'x', 'raval-sud', 'x', 'completed', "
            "at - interval '2 days', at - interval '1 day', at, '{}', 'r' || n, false, false, "
            f"false, true, {SEALED}, {SEALED}, md5('p' || n)::uuid {SERIES}",
            "INSERT INTO referral_act (referral, version, act, side, at, facts) SELECT "
            "md5('r' || n)::uuid, 3, 'completed', 'receiver', at - interval '1 hour', '{}' "
            f"{SERIES}",
            "INSERT INTO referral_reader (referral, reader, side, first_at) SELECT "
            f"md5('r' || n)::uuid, gen_random_uuid(), 'receiver', at - interval '1 hour' {SERIES}",
            "INSERT INTO referral_message (id, referral, side, staff, at, words) SELECT "
            "md5('m' || n)::uuid, md5('r' || n)::uuid, 'sender', gen_random_uuid(), "
            f"at - interval '1 hour', {SEALED} {SERIES}",
            "INSERT INTO first_visit (referral, slot, state, asked_at, starts_at, version, asked) "
            "SELECT md5('r' || n)::uuid, md5('t' || n)::uuid, 'attended', at - interval '1 day', "
            f"at - interval '1 hour', 1, 1 {SERIES}",
            "INSERT INTO referred_place (place, referral, session, places, state, asked_at, "
            "version, said) SELECT md5('q' || n)::uuid, md5('r' || n)::uuid, md5('n' || n)::uuid, "
            f"1, 'enrolled', at - interval '1 day', 1, 1 {SERIES}",
            "INSERT INTO free_time (slot, version, unit, kind, starts_at, minutes, free) SELECT "
            f"md5('t' || n)::uuid, 1, 'raval-sud', 'ordinary', at, 30, false {SERIES}",
            "INSERT INTO open_session (session, version, unit, programme, language, starts_at, "
            "minutes, capacity, taken, offered, waiting, open, restricted) SELECT "
            "md5('n' || n)::uuid, 1, 'raval-sud', 'acollida', 'ca', at, 60, 9, 1, 0, 0, false, "
            f"false {SERIES}",
        ],
    ),
    "the gateway in real time": (
        False,
        [
            "INSERT INTO break_glass (id, person, staff, reason, opened_at, until) SELECT "
            f"gen_random_uuid(), md5('p' || n)::uuid, gen_random_uuid(), 'x', at, at {SERIES}",
            "INSERT INTO person_search (reader, at, asked) SELECT gen_random_uuid(), at, "
            f"{SEALED} {SERIES}",
            'INSERT INTO parked_event (topic, partition, "offset", reason, headers, parked_at) '
            f"SELECT 't', 0, n, 'r', '[]', at {SERIES}",
            "INSERT INTO answered_command (principal, key, route, digest, at) SELECT "
            f"gen_random_uuid(), 'k', 'r', '\\x00', at {SERIES}",
            "INSERT INTO legal_hold (id, subject, kind, reason, held_at, released_at) SELECT "
            f"gen_random_uuid(), gen_random_uuid(), 'person', 'claim', at, at {SERIES}",
            "INSERT INTO erasure (id, person, why, at, done) SELECT gen_random_uuid(), "
            f"gen_random_uuid(), 'request', at, '{{}}' {SERIES}",
            "INSERT INTO retention_run (id, as_of, as_of_real, table_digest, due) SELECT "
            f"gen_random_uuid(), at, at, '', '[]' {SERIES}",
        ],
    ),
    "the groups in real time": (
        False,
        [f"INSERT INTO erased_person SELECT gen_random_uuid(), at {SERIES}"],
    ),
    "indicators": (
        True,
        [
            "INSERT INTO desk_fact (unit, desk, version, state, since) SELECT 'raval-sud', 1, "
            f"{MONTHS} - n, 'open', at {SERIES}"
        ],
    ),
    "identity": (
        False,
        [
            "INSERT INTO account (id, user_name, password_hash, roles, active) SELECT "
            f"md5('a' || n)::uuid, 'a' || n, '', '{{reception}}', false {SERIES}",
            "INSERT INTO account_change (id, subject, at, what) SELECT gen_random_uuid(), "
            f"md5('a' || n)::uuid, at, 'deactivated' {SERIES}",
            "INSERT INTO session (token_hash, account_id, expires_at) SELECT "
            f"convert_to(md5('s' || n), 'UTF8'), md5('a' || n)::uuid, at {SERIES}",
            "INSERT INTO reset_link (token_hash, account_id, expires_at) SELECT "
            f"convert_to(md5('s' || n), 'UTF8'), md5('a' || n)::uuid, at {SERIES}",
            "INSERT INTO known_device (device_hash, account_id, last_used) SELECT "
            f"convert_to(md5('s' || n), 'UTF8'), md5('a' || n)::uuid, at {SERIES}",
            "INSERT INTO sign_in_try SELECT convert_to(md5('t' || n), 'UTF8'), '\\x00', 1, at "
            f"{SERIES}",
            "INSERT INTO provider_sign_in SELECT convert_to(md5('v' || n), 'UTF8'), '', '', '', at "
            f"{SERIES}",
            f"INSERT INTO provider_logout SELECT convert_to(md5('v' || n), 'UTF8'), at {SERIES}",
            "INSERT INTO api_key (id, name, prefix, key_hash, roles, machine, revoked_at) SELECT "
            "md5('k' || n)::uuid, 'k', 'p', convert_to(md5('k' || n), 'UTF8'), '{metrics}', "
            f"gen_random_uuid(), at {SERIES}",
            "INSERT INTO access_token SELECT convert_to(md5('k' || n), 'UTF8'), "
            f"md5('k' || n)::uuid, '{{}}', at {SERIES}",
        ],
    ),
}


@pytest.fixture(scope="module")
def databases(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(server, tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def office(databases: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return fresh(databases, tmp_path, monkeypatch)


def seed(office: Office) -> datetime:
    """Six years of every kind that goes row by row; the real time from which they are counted."""
    real = datetime.now(UTC)
    for name, (business, statements) in SEED.items():
        database = name.split()[1] if "real" in name else name
        at = NOW if business else real
        office.execute(database, *(each.replace("{at}", at.isoformat()) for each in statements))
    return real


def lines(told: Any, what: str = "due") -> dict[tuple[str, str], int]:
    return {(each["kind"], each["database"]): each["rows"] for each in told[what] if each["rows"]}


def gone(keep: str, seeded: datetime, now: datetime, *, by_day: bool = False) -> int:
    """How many of the months' rows began before that is kept; each began a day before its month."""
    began = [before(seeded, f"P{n}M") if n else seeded for n in range(MONTHS)]
    began = [at - timedelta(days=1) for at in began]
    if by_day:
        began = [at.replace(hour=0, minute=0, second=0, microsecond=0) for at in began]
    return sum(at < before(now, keep) for at in began)


P, C, OTHER = (uuid4() for _ in range(3))


def a_contact(
    at: datetime, *, person: UUID | None = None, state: str = "closed", contact: UUID = C,
    call: str | None = None,
) -> str:  # fmt: skip
    named = f"'{person}'" if person else "NULL"
    return (
        "INSERT INTO contact (id, version, door, unit, state, city_version, opened_at, ended_at, "
        f"calls, spans, person, exchange_call) VALUES ('{contact}', 1, 'desk', 'raval-sud', "
        f"'{state}', 1, '{at}', {'NULL' if state == 'waiting' else repr(str(at))}, 0, '[]', "
        f"{named}, {repr(call) if call else 'NULL'})"
    )
