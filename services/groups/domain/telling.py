"""What is told of a session and of a place: never who it is, of some not even that they came."""

from collections.abc import Iterable
from datetime import datetime

from services.groups.domain.place import CAME, Place
from services.groups.domain.sessions import Session, Stage
from shared.contracts.groups import (
    Attendance,
    PlaceChanged,
    PlaceState,
    SessionChanged,
    SessionState,
)


def of_session(session: Session, places: Iterable[Place], at: datetime) -> SessionChanged:
    """The session with the sums of its places."""
    listed = list(places)

    def summed(state: PlaceState) -> int:
        return sum(each.places for each in listed if each.state is state)

    held = session.state is Stage.HELD
    enrolled = [each for each in listed if each.state is PlaceState.ENROLLED]
    came = [each for each in enrolled if each.attendance in CAME]
    return SessionChanged(
        at=at,
        version=session.version,
        session_id=session.id,
        series_id=session.series,
        programme=session.programme,
        unit=session.unit,
        language=session.language,
        mode=session.mode,
        starts_at=session.starts_at,
        minutes=session.minutes,
        capacity=session.capacity,
        taken=summed(PlaceState.ENROLLED),
        offered=sum(each.entry.kept for each in listed),
        waiting=summed(PlaceState.WAITING),
        state=SessionState(session.state.value),
        open=session.is_open(at),
        public=session.public,
        restricted=session.restricted,
        attended=sum(each.present or 0 for each in came) if held else None,
        absent=_absent(enrolled) if held else None,
        uncounted=session.uncounted if held else None,
    )


def _absent(enrolled: Iterable[Place]) -> int:
    return sum(
        each.places - (each.present or 0)
        for each in enrolled
        if each.attendance not in {None, Attendance.EXCUSED}
    )


def of_place(place: Place, session: Session | None, at: datetime) -> PlaceChanged:
    """The place; of a restricted session others hear nothing of who came."""
    restricted = session is None or session.restricted
    return PlaceChanged(
        at=at,
        version=place.version,
        place_id=place.id,
        session_id=place.session,
        programme=session.programme if session else UNKNOWN,
        unit=place.unit,
        starts_at=session.starts_at if session else place.asked_at,
        door=place.door,
        places=place.places,
        state=place.state,
        asked_at=place.asked_at,
        restricted=restricted,
        contact_id=place.contact,
        referral_id=place.referral,
        person_id=place.person,
        offered_at=place.offered_at,
        offered_until=place.offered_until,
        enrolled_at=place.enrolled_at,
        ended_at=place.ended_at,
        attendance=None if restricted else place.attendance,
        present=None if restricted else place.present,
        minutes=None if restricted else place.minutes,
        organisation=place.organisation,
    )


UNKNOWN = "unknown"
"""Stands for the programme of a session that nobody knows."""
