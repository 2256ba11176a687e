"""What was done by the doors of referrals and groups, as those who did it wrote it down."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from shared.city import City
from shared.contracts.groups import Attendance, PlaceState


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session, as far as it counts."""

    id: str
    unit: str
    starts_at: datetime


def meeting(session: Mapping[str, Any]) -> Meeting:
    """A session as the groups show it."""
    return Meeting(session["id"], session["unit"], datetime.fromisoformat(session["starts_at"]))


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in a session, and whether somebody has it."""

    at: Meeting
    taken: bool = False


@dataclass(slots=True)
class Handing:
    """Referrals, sessions and places; ``before`` is how places were found that others had made."""

    here: City
    done: defaultdict[tuple[str, date], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    places: dict[str, Placed] = field(default_factory=dict)
    before: dict[str, Placed] = field(default_factory=dict)
    told_elsewhere: set[str] = field(default_factory=set)
    """Places of which the answer is told to others: what became of them is on the sheet."""

    def sent(self, unit: str, at: datetime) -> None:
        """A referral was sent to that unit."""
        self._count(unit, at, "referrals sent")

    def mistaken(self, unit: str, at: datetime) -> None:
        """One that was sent then is called a mistake: there never was one."""
        self.done[unit, self.here.day(at)]["referrals sent"] -= 1

    def answered(self, unit: str, at: datetime, answer: str) -> None:
        """That unit answered one."""
        self._count(unit, at, f"referrals {answer}")

    def published(self, session: Meeting) -> None:
        """A session was opened."""
        self._count(session.unit, session.starts_at, "sessions")

    def there_already(self, session: Meeting, taken: int) -> None:
        """Others opened a session to come, in which so many places are taken."""
        self.published(session)
        self.done[session.unit, self.here.day(session.starts_at)]["places taken"] += taken

    def held(self, session: Meeting, came: Iterable[str]) -> None:
        """A session is over, and of each of its people it is said whether they came."""
        self._count(session.unit, session.starts_at, "sessions held")
        for said in came:
            seen = "absent" if said == Attendance.ABSENT else "attended"
            self._count(session.unit, session.starts_at, f"people {seen}")

    def enrolled_themselves(self, session: Meeting) -> None:
        """Somebody was told on the public page that they have a place."""
        self._count(session.unit, session.starts_at, "places taken")

    def asked(self, place: str, session: Meeting) -> None:
        """A place was asked or answered for at another door; its sheet says what became of it."""
        self.places.setdefault(place, Placed(session))
        self.told_elsewhere.add(place)

    def found(self, place: Mapping[str, Any], session: Meeting) -> None:
        """How a place stands that is about to be answered for, maybe another's."""
        if place["id"] not in self.places:
            self.stands(place, session)
            self.before[place["id"]] = self.places[place["id"]]

    def stands(self, place: Mapping[str, Any], session: Meeting) -> None:
        """How a place stands now, by our own act."""
        self.places[place["id"]] = Placed(session, place["state"] == PlaceState.ENROLLED)

    def seen(self, sheet: Iterable[Mapping[str, Any]]) -> None:
        """What became of those that were asked for at other doors."""
        for place in sheet:
            if place["id"] in self.told_elsewhere:
                known = self.places[place["id"]]
                taken = place["state"] == PlaceState.ENROLLED
                self.places[place["id"]] = replace(known, taken=taken)

    def on_sheets(self) -> set[Meeting]:
        """The sessions whose sheets say what became of places."""
        return {self.places[place].at for place in self.told_elsewhere}

    def figures(self) -> Iterator[tuple[tuple[str, date], Counter[str]]]:
        """What all of it changes in the figures, by unit and day."""
        yield from self.done.items()
        for placed, change in (
            *((each, 1) for each in self.places.values()),
            *((each, -1) for each in self.before.values()),
        ):
            key = (placed.at.unit, self.here.day(placed.at.starts_at))
            yield key, Counter({"places taken": change * placed.taken})

    def _count(self, unit: str, at: datetime, figure: str) -> None:
        self.done[unit, self.here.day(at)][figure] += 1
