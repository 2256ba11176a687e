"""Reads a whole city folder and says everything that is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from deploy.cli.city import (
    catalogue,
    measured,
    opening,
    partners,
    practice,
    programmes,
    public,
    retention,
    rules,
    sign_in,
    territory,
    triage,
)
from deploy.cli.city.documents import document
from deploy.cli.city.files import Table, table
from deploy.cli.city.mistakes import Mistake, Report
from deploy.cli.city.parts import Fields
from shared.city import City


def read(folder: Path) -> tuple[City | None, list[Mistake]]:
    """The city that the folder describes, and no mistakes; or no city, and every mistake."""
    report = Report()
    parts = _Folder(folder, report)
    city = parts.city()
    parts.day()
    mistakes = report.told()
    return (None if mistakes else city), mistakes


@dataclass(frozen=True, slots=True)
class _Folder:
    folder: Path
    report: Report

    def city(self) -> City | None:
        report = self.report
        districts, known = territory.districts(
            self._table("districts", territory.DISTRICTS), report
        )
        barris, known_barris = territory.barris(
            self._table("barris", territory.BARRIS), known, report
        )
        sections = self._parts("calendars.yaml")
        calendars, known_calendars = opening.calendars(sections, report)
        of_barri = {barri.code: barri.district for barri in barris}
        places = territory.Places(known, known_barris, known_calendars, of_barri)
        units, known_units = territory.units(self._table("units", territory.UNITS), places, report)
        card = rules.card(self._parts("city.yaml"), known_units, report)
        free = opening.holidays(self._table("holidays", opening.HOLIDAYS), known, report)
        owners, known_owners = catalogue.owners(self._table("owners", catalogue.OWNERS), report)
        spoken = catalogue.languages(self._table("languages", catalogue.SPOKEN), report)
        why, known_reasons = catalogue.reasons(
            self._table("reasons", catalogue.REASONS), known_owners, report
        )
        cards = triage.cards(self._parts("cards.yaml"), known_reasons, report)
        questions = self._parts("triage.yaml")
        asked = triage.rules(questions, known_reasons, report)
        figures = catalogue.indicators(self._parts("indicators.yaml"), report)
        ways_in = sign_in.sign_in(self._parts("sign-in.yaml"), known_units, report)
        read = public.public(self._parts("public.yaml"), spoken, report)
        kept = retention.retention(self._table("retention", retention.COLUMNS), report)
        callers = practice.callers(
            self._parts("practice.yaml"),
            practice.Known(known_reasons, triage.circumstances_of(questions)),
            report,
        )
        offered = programmes.programmes(
            self._parts("programmes.yaml"),
            known_reasons,
            {each.code for each in spoken} or None,
            report,
        )
        others = partners.partners(
            self._parts("partners.yaml"),
            partners.Known(known_owners, known_reasons, known, known_units),
            report,
        )
        if card is None:
            return None
        doors, rooms = practice.apart(units, report)
        return City(
            name=card.name,
            timezone=card.timezone,
            districts=districts,
            barris=barris,
            units=doors,
            calendars=calendars,
            holidays=free,
            owners=owners,
            reasons=why,
            rules=card.rules,
            indicators=figures,
            measured=measured.measured(self._parts("catalogue.yaml"), report),
            released=measured.released(self._parts("released.yaml"), report),
            sign_in=ways_in,
            retention=kept,
            cards=cards,
            triage=asked,
            practice=rooms,
            callers=callers,
            public=read,
            languages=spoken,
            programmes=offered,
            partners=others,
        )

    def day(self) -> None:
        """The numbers of a played day are there; what they say is told when one is played."""
        self._parts("day.yaml")

    def _parts(self, name: str) -> Fields | None:
        return document(self.folder, name, self.report)

    def _table(self, name: str, columns: tuple[str, ...]) -> Table:
        return table(self.folder, f"{name}.csv", columns, self.report)
