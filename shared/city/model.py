"""The city: everything of one version in one document."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from shared.city.calendar import Calendar, Holiday, Hours
from shared.city.catalogue import Indicator, Owner, Reason, SpokenLanguage
from shared.city.measured import Measured, Route
from shared.city.partners import Partner
from shared.city.practice import InventedCaller
from shared.city.programmes import Programme
from shared.city.public import Public
from shared.city.retention import Retention
from shared.city.rules import Rules
from shared.city.sign_in import SignIn
from shared.city.territory import Barri, District, Unit, UnitKind
from shared.city.texts import Document, coded
from shared.city.triage import Card, TriageRules


class City(Document):
    """One version of the city folder."""

    version: int = 0
    """Its number; 0 while it is not loaded."""
    valid_from: datetime | None = None
    """The instant from which it holds; none while it is not loaded."""
    name: str
    timezone: str
    districts: tuple[District, ...]
    barris: tuple[Barri, ...]
    units: tuple[Unit, ...]
    calendars: tuple[Calendar, ...]
    holidays: tuple[Holiday, ...]
    owners: tuple[Owner, ...]
    reasons: tuple[Reason, ...]
    rules: Rules
    indicators: tuple[Indicator, ...]
    measured: tuple[Measured, ...] = ()
    """The catalogue of indicators, in versions."""
    released: tuple[Route, ...] = ()
    """By which routes time of professionals is released, with the minutes assumed."""
    sign_in: SignIn | None = None
    """None: nobody comes in by an identity provider."""
    retention: tuple[Retention, ...] = ()
    """Empty in versions from before there was such a table."""
    cards: tuple[Card, ...] = ()
    """The same."""
    triage: TriageRules = TriageRules()
    practice: Unit | None = None
    """Where the reception practises; none of the units."""
    callers: tuple[InventedCaller, ...] = ()
    public: Public | None = None
    """None in versions from before there was such a file."""
    languages: tuple[SpokenLanguage, ...] = ()
    """Those of the interface first."""
    programmes: tuple[Programme, ...] = ()
    """Of group work, in the folder's order; empty in versions from before there were any."""
    partners: tuple[Partner, ...] = ()
    """Empty in versions from before there was such a file."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The city's civil time."""
        return ZoneInfo(self.timezone)

    @cached_property
    def centres(self) -> tuple[Unit, ...]:
        """Units where people come to the desk."""
        return tuple(unit for unit in self.units if unit.kind is UnitKind.CENTRE)

    @cached_property
    def places(self) -> tuple[Unit, ...]:
        """Wherever somebody may sit at a desk: the units, and the place to practise."""
        return (*self.units, *filter(None, [self.practice]))

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.places}

    @cached_property
    def _reasons(self) -> dict[str, Reason]:
        return {reason.code: reason for reason in self.reasons}

    @cached_property
    def _cards(self) -> dict[str, Card]:
        return {card.reason: card for card in self.cards}

    def unit(self, code: str) -> Unit | None:
        """The unit of that code, if there is one."""
        return self._units.get(code)

    def practises(self, code: str) -> bool:
        """Whether that unit is the place to practise."""
        return self.practice is not None and self.practice.code == code

    def caller(self, code: str) -> InventedCaller | None:
        """The invented caller of that code, if there is one."""
        return coded(self.callers, code)

    def reason(self, code: str) -> Reason | None:
        """The reason of that code, if there is one."""
        return self._reasons.get(code)

    def owner(self, code: str | None) -> Owner | None:
        """Who is in charge under that code, if there is such a one."""
        return coded(self.owners, code)

    def partner(self, code: str | None) -> Partner | None:
        """The partner of that code, if there is one."""
        return coded(self.partners, code)

    def spoken(self, code: str | None) -> SpokenLanguage | None:
        """The language of that code, if it is in the city's list."""
        return coded(self.languages, code)

    def programme(self, code: str) -> Programme | None:
        """The programme of that code, if there is one."""
        return coded(self.programmes, code)

    def answering(self, reason: str) -> tuple[Programme, ...]:
        """The programmes that answer that reason, in the folder's order."""
        return tuple(each for each in self.programmes if reason in each.reasons)

    def card(self, reason: str) -> Card | None:
        """What the reception has before it for that reason, if anything."""
        return self._cards.get(reason)

    def restricts(self, reason: str | None) -> bool:
        """Whether a reason is known only inside its centre; one that is no longer known is too."""
        if reason is None:
            return False
        known = self.reason(reason)
        return known is None or known.restricted

    def indicator(self, code: str) -> Indicator | None:
        """The indicator of that code, if there is one."""
        return coded(self.indicators, code)

    def units_of(self, district: str) -> tuple[Unit, ...]:
        """The units of a district, in the folder's order."""
        return tuple(unit for unit in self.units if unit.district == district)

    def day(self, at: datetime) -> date:
        """The civil day of an instant."""
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The instant at which a civil day begins."""
        return self.instant(day, time.min)

    def hours(self, unit: Unit, day: date) -> tuple[Hours, ...]:
        """When the unit is open on that day, in civil time; nothing on a holiday."""
        if any(
            free.day == day and free.district in (None, unit.district) for free in self.holidays
        ):
            return ()
        calendar = coded(self.calendars, unit.calendar)
        return calendar.hours(day) if calendar else ()

    def is_open(self, unit: Unit, at: datetime) -> bool:
        """Whether the unit is open at that instant."""
        return self.closes(unit, at) is not None

    def closes(self, unit: Unit, at: datetime) -> datetime | None:
        """When the opening hours under way at ``at`` end; none if the unit is closed then."""
        local = at.astimezone(self.zone)
        for hours in self.hours(unit, local.date()):
            if hours.opens <= local.time() < hours.closes:
                return self.instant(local.date(), hours.closes)
        return None

    def opens(self, unit: Unit, at: datetime) -> datetime | None:
        """When the unit opens next after ``at``; none within the coming two weeks."""
        today = self.day(at)
        for day in (today + timedelta(days=ahead) for ahead in range(15)):
            for hours in self.hours(unit, day):
                if (opens := self.instant(day, hours.opens)) > at:
                    return opens
        return None

    def working_day(self, unit: Unit, at: datetime, ahead: int) -> date:
        """The so many-th day after ``at`` on which the unit is open; in as many weeks at most."""
        day, opened = self.day(at), 0
        for _ in range(7 * ahead):
            day += timedelta(days=1)
            opened += bool(self.hours(unit, day))
            if opened == ahead:
                break
        return day

    def instant(self, day: date, clock: time) -> datetime:
        """The instant of a civil time of the city, in UTC: there an hour is always an hour."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
