"""Places in sessions, referrals and first visits: from when they count, and what a hold keeps."""

from datetime import datetime, timedelta
from uuid import uuid4

from shared.city.retention import before
from tests.deploy.keeping import NOW, Office
from tests.deploy.six_years import OTHER, SEALED, C, P, a_contact, databases, lines, office

__all__ = ["databases", "office"]

OLD = before(NOW, "P60M")
REFERRAL, APPOINTMENT, PLACE = (uuid4() for _ in range(3))


def a_person() -> str:
    return (
        f"INSERT INTO person (id, version, name, created_at) VALUES ('{P}', 1, {SEALED}, '{NOW}')"
    )


def a_visit(asked: datetime, starts: datetime) -> tuple[str, str]:
    """A first visit of P, whom only it names, and its appointment."""
    return (
        "INSERT INTO first_visit (referral, version, unit, slot, code, person, asked_at, "
        f"appointment) VALUES ('{REFERRAL}', 1, 'raval-sud', '{uuid4()}', '1', '{P}', '{asked}', "
        f"'{APPOINTMENT}')",
        "INSERT INTO appointment (id, version, unit, slot, professional, kind, state, code, day, "
        "language, requested_at, booked_at, starts_at, minutes, referral) VALUES "
        f"('{APPOINTMENT}', 1, 'raval-sud', '{uuid4()}', '{uuid4()}', 'ordinary', 'booked', '1', "
        f"'{starts.date()}', 'ca', '{asked}', '{asked}', '{starts}', 30, '{REFERRAL}')",
    )


def handed_on(ended: datetime | None) -> str:
    return (
        "INSERT INTO handed_on (id, version, told, unit, contact, organisation, internal, "
        "restricted, sent_at, ended_at) VALUES "
        f"('{REFERRAL}', 1, 0, 'raval-sud', '{C}', 'x', false, false, '{OLD}', "
        f"{repr(str(ended)) if ended else 'NULL'})"
    )


def a_place(**said: object) -> tuple[str, ...]:
    """A place, its attendee, a link and a letter; of a session that nobody knows."""
    row = {"id": PLACE, "version": 1, "session": uuid4(), "unit": "raval-sud", "door": "desk",
           "places": 1, "state": "refused", "since": OLD, "asked_at": OLD}  # fmt: skip
    row |= {"language": "ca"} | said
    values = ", ".join(f"'{value}'" for value in row.values())
    return (
        f"INSERT INTO place ({', '.join(row)}) VALUES ({values})",
        f"INSERT INTO attendee (id, unit, name) VALUES ('{PLACE}', 'raval-sud', {SEALED})",
        f"INSERT INTO place_link VALUES ('x', '{PLACE}', 'raval-sud', '{OLD}')",
        "INSERT INTO place_letter (id, place, unit, says, due_at) VALUES "
        f"('{uuid4()}', '{PLACE}', 'raval-sud', 'refused', '{OLD}')",
    )


def a_referral(state: str, **said: object) -> tuple[str, str]:
    row = {"id": REFERRAL, "version": 1, "organisation": "x", "unit": "raval-sud", "reason": "x",
           "state": state, "written_at": OLD, "missing": "{}", "code": "1", "internal": True,
           "outside": False, "restricted": False, "recognised": True}  # fmt: skip
    row |= said
    values = ", ".join(f"'{value}'" for value in row.values())
    return (
        f"INSERT INTO referral ({', '.join(row)}) VALUES ({values})",
        "INSERT INTO referral_act (referral, version, act, side, at, facts) VALUES "
        f"('{REFERRAL}', 1, 'written', 'sender', '{OLD}', '{{}}')",
    )


def test_a_first_visit_says_whose_it_is_until_its_appointment_is_over(office: Office) -> None:
    soon = NOW + timedelta(days=3)
    office.execute("gateway", a_person(), *a_visit(OLD, soon))
    assert lines(office.told("retention", "due")) == {}
    office.execute("gateway", f"UPDATE appointment SET starts_at = '{OLD}'")
    done = office.told("retention", "apply", "--yes")
    assert lines(done, "done") == {("appointments", "gateway"): 2}


def test_a_place_in_a_session_that_nobody_knows_goes_with_all_that_belongs_to_it(
    office: Office,
) -> None:
    office.execute("groups", *a_place(ended_at=OLD))
    done = office.told("retention", "apply", "--yes")
    assert lines(done, "done") == {("group-places", "groups"): 4}


def test_a_referral_that_is_open_stays_and_a_draft_counts_from_when_it_was_written(
    office: Office,
) -> None:
    office.execute("referrals", *a_referral("accepted", sent_at=OLD))
    office.execute("gateway", handed_on(None))
    assert lines(office.told("retention", "due")) == {}
    office.execute("referrals", "UPDATE referral SET state = 'draft', sent_at = NULL")
    done = office.told("retention", "apply", "--yes")
    assert lines(done, "done") == {("referrals", "referrals"): 2}


def test_a_held_person_keeps_places_referrals_and_first_visits_in_every_service(
    office: Office,
) -> None:
    office.execute(
        "gateway",
        a_person(),
        a_contact(NOW, person=P),
        *a_visit(OLD, OLD),
        handed_on(OLD),
        "INSERT INTO group_place (id, version, told, unit, contact, session, programme, held_at, "
        f"starts_at, places, restricted, asked_at) VALUES ('{PLACE}', 1, 1, 'raval-sud', '{C}', "
        f"'{uuid4()}', 'x', 'raval-sud', '{OLD}', 1, false, '{OLD}')",
    )
    office.execute("groups", *a_place(ended_at=OLD, contact=C))
    office.execute("referrals", *a_referral("completed", ended_at=OLD, person=P))
    due = {
        ("appointments", "gateway"): 4,
        ("group-places", "groups"): 4,
        ("referrals", "referrals"): 2,
    }
    assert lines(office.told("retention", "due")) == due
    for held in (P, C):
        office.portes("retention", "hold", str(held), "--reason", "claim")
        assert lines(office.told("retention", "apply", "--yes"), "done") == {}
        office.portes("retention", "release", str(held))
    assert lines(office.told("retention", "apply", "--yes"), "done") == due


def test_whoever_came_to_a_first_visit_by_a_held_contact_keeps_it(office: Office) -> None:
    office.execute(
        "gateway",
        a_contact(NOW, contact=OTHER),
        *a_visit(OLD, OLD),
        handed_on(OLD),
        f"UPDATE appointment SET arrival = '{OTHER}'",
    )
    office.portes("retention", "hold", str(OTHER), "--reason", "authority")
    assert lines(office.told("retention", "apply", "--yes"), "done") == {}
    office.portes("retention", "release", str(OTHER))
    done = office.told("retention", "apply", "--yes")
    assert lines(done, "done") == {("appointments", "gateway"): 3}


def test_somebody_with_an_open_referral_is_not_forgotten(office: Office) -> None:
    open_one = handed_on(None).replace("contact, organisation", "person, organisation")
    office.execute(
        "gateway",
        a_person().replace(str(NOW), str(OLD)),
        open_one.replace(f"'{C}'", f"'{P}'"),
    )
    assert lines(office.told("retention", "due")) == {}
    office.execute("gateway", f"UPDATE handed_on SET ended_at = '{NOW}'")
    assert lines(office.told("retention", "due")) == {("people", "gateway"): 1}
