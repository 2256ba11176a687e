"""Barcelona's folder, and what the check says of a folder that has mistakes."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import asyncpg
import pytest

from deploy.cli.city import public
from deploy.cli.city.check import read
from deploy.cli.city.load import load
from deploy.cli.city.mistakes import Mistake
from deploy.cli.demonstration_agenda import times_of
from deploy.local.command import Problem
from services.gateway.domain.triage import propose
from shared.city import LANGUAGES, City, Formula, ProgrammeKind, ReleasedBy, Texts, UnitKind, store
from shared.city.texts import Document
from shared.contracts.gateway import Level
from tests.fixtures.databases import Database, as_owner
from tests.shared.test_working_time import open_at

BARCELONA = Path(__file__).parents[2] / "deploy" / "city" / "barcelona"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MORNING = (time(9), time(13, 30))
FILES = sorted(path.name for path in BARCELONA.iterdir())


@pytest.fixture(scope="module")
def city() -> City:
    found, mistakes = read(BARCELONA)
    assert mistakes == []
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BARCELONA, tmp_path / "city"))


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def hours(city: City, unit: str, day: date) -> list[tuple[time, time]]:
    found = city.unit(unit)
    assert found is not None
    return [(stretch.opens, stretch.closes) for stretch in city.hours(found, day)]


def test_barcelona_has_its_territory_and_its_units(city: City) -> None:
    assert (len(city.districts), len(city.barris)) == (10, 73)
    assert len(city.centres) == 39
    assert [unit.code for unit in city.units if unit.kind is UnitKind.TELEPHONE] == ["DATC"]
    assert {unit.district for unit in city.centres} == {one.code for one in city.districts}
    assert [barri.code for barri in city.barris] == [f"{number:02}" for number in range(1, 74)]
    assert sum(unit.illustrative for unit in city.units) == 21


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 25), [MORNING]),  # a Wednesday
        (date(2026, 11, 26), [(time(15), time(19, 30))]),  # Thursday: mornings closed
        (date(2027, 6, 3), [(time(15), time(18))]),
        (date(2027, 7, 8), [MORNING]),
        (date(2026, 12, 31), [MORNING]),
        (date(2027, 1, 7), [(time(15), time(19, 30))]),
        (date(2026, 11, 28), []),
        (date(2026, 12, 8), []),  # a holiday
    ],
)
def test_centres_open_by_season_and_only_in_the_afternoon_on_thursdays(
    city: City, day: date, expected: list[tuple[time, time]]
) -> None:
    assert hours(city, "poblenou", day) == expected


def test_the_telephone_is_answered_all_day(city: City) -> None:
    assert hours(city, "DATC", date(2026, 11, 26)) == [(time(9), time(19))]
    assert hours(city, "DATC", date(2026, 11, 27)) == [(time(9), time(16))]


@pytest.mark.parametrize(("year", "easter"), [(2026, date(2026, 4, 5)), (2027, date(2027, 3, 28))])
def test_each_year_has_its_fourteen_holidays(city: City, year: int, easter: date) -> None:
    days = {holiday.day for holiday in city.holidays if holiday.day.year == year}
    moving = {easter + timedelta(days=ahead) for ahead in (-2, 1, 50)}
    fixed = {date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 24), (9, 11), (9, 24))}
    fixed |= {date(year, *day) for day in ((10, 12), (12, 8), (12, 25))}
    assert len(days) == 14
    assert days >= moving | fixed
    assert all(day.isoweekday() != 7 for day in days)


def texts_of(part: object) -> Iterator[Texts]:
    if isinstance(part, Texts):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts_of(item)
    elif isinstance(part, Document):
        for value in vars(part).values():
            yield from texts_of(value)


def test_everything_is_said_in_three_languages(city: City) -> None:
    said = list(texts_of(city))
    assert len(said) > 150
    assert all(text.said(language).strip() for text in said for language in LANGUAGES)
    names = [unit.said("en") for unit in city.centres]
    assert all(name.endswith("Social Services Centre") for name in names)


def test_of_the_foot_of_the_catalogue_only_what_has_an_address_is_shown(city: City) -> None:
    assert city.public
    written = (BARCELONA / "public.yaml").read_text(encoding="utf-8")
    for unconfirmed in ("Compromisos de qualitat", "Declaració d’accessibilitat"):
        assert unconfirmed in written
        assert unconfirmed not in [each.name.ca for each in city.public.foot]
    assert len(city.public.foot) == 2
    assert all(each.reach.startswith("https://") for each in city.public.foot)


SAID_BY_A_KIOSK = ("appointment", "talk", "papers", "waits", *public.SENTENCES)
WITHOUT_WORDS = {"zgh", "wo"}
"""Languages for which nobody has found the words yet: Catalan and English stand there."""


def test_every_further_language_has_all_that_the_kiosk_says_or_nothing_but_its_sentence(
    city: City,
) -> None:
    assert city.public
    for tongue in city.public.languages:
        said = {name for name in SAID_BY_A_KIOSK if getattr(tongue, name)}
        assert said == (set() if tongue.code in WITHOUT_WORDS else set(SAID_BY_A_KIOSK)), tongue


def test_reasons_have_owners_and_the_grave_ones_are_restricted(city: City) -> None:
    assert {reason.owner for reason in city.reasons} == {owner.code for owner in city.owners}
    violence, child = city.reason("male-violence"), city.reason("child-at-risk")
    assert [reason is not None and reason.restricted for reason in (violence, child)] == [True] * 2
    assert {reason.level for reason in city.reasons if reason.restricted} == {"urgent"}


def test_every_urgent_reason_is_asked_about_first_and_rules_only_raise(city: City) -> None:
    asked = {code for question in city.triage.danger for code in question.reasons}
    assert asked == {reason.code for reason in city.reasons if reason.level is Level.URGENT}
    order = list(Level)
    for rule in city.triage.rules:
        for code in rule.reasons:
            reason = city.reason(code)
            assert reason is not None
            assert order.index(rule.level) < order.index(reason.level), (rule.code, code)


def test_the_live_figures_are_defined(city: City) -> None:
    live = "waiting longest_wait serving desks_open offered answered abandoned handling_mean"
    waits = "wait_mean wait_p50 wait_p90 wait_p95 wait_max"
    levels = {
        "service_level_answered_of_answered": "A / answered",
        "service_level_answered_or_abandoned_of_offered": "(A + B) / offered",
        "service_level_answered_of_offered": "A / offered",
        "service_level_answered_of_offered_less_short": "A / (offered - B)",
    }
    work = "pending_new pending_open pending_overdue pending_most callbacks_kept"
    work += " by_level by_reason by_outcome"
    work += " solved_at_gateway waits_as_told interpreter_wait_minutes"
    work += " interpreter_minutes first_visit_days appointments entered_later"
    work += " referrals_waiting referrals_late first_visits_asked"
    work += " sessions_today places_left places_waiting"
    known = {indicator.code: indicator for indicator in city.indicators}
    assert known.keys() == {*live.split(), *waits.split(), *levels, *work.split()}
    assert {code: known[code].formula for code in levels} == levels
    assert all(indicator.strategy for indicator in city.indicators)


def test_the_catalogue_has_ten_indicators_and_every_formula_and_route_is_used(city: City) -> None:
    versions = [version for each in city.measured for version in each.versions]
    assert {version.formula for version in versions} == set(Formula)
    assert len(city.measured) == 10
    assert all(version.target for version in versions)
    assert {route.code for route in city.released} == set(ReleasedBy)


@pytest.mark.parametrize("name", FILES)
def test_each_file_begins_by_saying_what_it_is(name: str) -> None:
    assert (BARCELONA / name).read_text(encoding="utf-8").startswith("# ")


MISTAKES = [
    # file, what is written, what replaces it, words of the mistake and its remedy
    ("districts.csv", "code,name", "code,nom", ["'name' is missing"]),
    ("districts.csv", "code,name", "code,nom", ["'nom' is unknown", "Use one of: code, name."]),
    ("districts.csv", "code,name", "code,name,name", ["'name' is there twice"]),
    ("districts.csv", "01,Ciutat Vella", "01,", ["'name' is empty", "Fill it in"]),
    ("districts.csv", "02,Eixample", "01,Eixample", ["'01' is already on line"]),
    ("districts.csv", "02,Eixample", "02,Eixample,x", ["3 cells", "has 2"]),
    ("barris.csv", "01,el Raval,01", "01,el Raval,1", ["no district '1'", "Did you mean 01?"]),
    ("barris.csv", "01,el Raval,01", "01,el Raval,77", ["no district '77'", "Use one of: 01"]),
    ("barris.csv", "73,la Verneda", '73,"la Verneda', ["cannot be read", "double quotes"]),
    ("units.csv", "3,css,L", "many,css,L", ["'many'", "whole number from 1"]),
    ("units.csv", "no,3,css,L", "maybe,3,css,L", ["'maybe'", "yes or no"]),
    ("units.csv", "3,css,L", "3,ccs,L", ["no calendar 'ccs'", "Did you mean css?"]),
    ("units.csv", "3,css,L", "3,css,ww", ["no ticket letter", "A to Z"]),
    ("units.csv", "sant-andreu,centre", "sant-andreu,center", ["no kind", "Did you mean centre?"]),
    ("units.csv", "sant-andreu,centre", "sant andreu,centre", ["'sant andreu' cannot be a code"]),
    ("units.csv", "09,60,no", "09,99,no", ["no barri '99'"]),
    ("units.csv", "09,60,no", "08,60,no", ["barri 60 lies in district 09"]),
    ("units.csv", "09,60,no", ",60,no", ["A centre needs a district"]),
    ("units.csv", "Telephone service (DATC),", ",", ["'name_en' is empty while 'name_es'"]),
    ("holidays.csv", "2026-12-25,", "25/12/2026,", ["no date", "2026-12-25"]),
    ("holidays.csv", "2026-12-25,", "2026-02-30,", ["'2026-02-30' is no date"]),
    ("holidays.csv", "2026-12-26,", "2026-12-25,", ["already on line"]),
    ("holidays.csv", ",Nadal,Navidad", ",Nadal,", ["The Spanish text 'name_es' is missing"]),
    ("owners.csv", "opse,yes", "opse,si", ["'si'", "Write yes or no"]),
    ("languages.csv", "ur,Urdú", "urdu,Urdú", ["'urdu' is no code of a language"]),
    ("languages.csv", ",Urdu,اردو", ",Urdu,", ["'own' is empty"]),
    ("city.yaml", "working_days: 5", "working_days: 0", ["'0'", "from 1 to 60"]),
    ("reasons.csv", "economic-aid,opse", "economic-aid,ops", ["no owner", "Did you mean opse?"]),
    ("reasons.csv", "opse,ordinary", "opse,ordinari", ["no level", "Did you mean ordinary?"]),
    ("reasons.csv", "other,social", "restricted,social", ["what restricted reasons are told as"]),
    ("city.yaml", "Europe/Madrid", "Europe/Madrit", ["no time zone"]),
    ("city.yaml", "untriaged: ordinary", "untriaged: soon", ["no untriaged", "ordinary"]),
    ("city.yaml", "preferential: 20", "preferential: -5", ["'-5'", "from 0 to 1440"]),
    ("city.yaml", "calls: 3", "cals: 3", ["'cals' is unknown", "Did you mean calls?"]),
    ("city.yaml", "grace_minutes: 30", "grace_minutes: [30]", ["must be a single value"]),
    ("city.yaml", "automatic: no", "automatic: maybe", ["'maybe'", "Write yes or no"]),
    ("city.yaml", "place: after", "place: first", ["no place", "its-own"]),
    ("city.yaml", "      behind: 3", "      ahead: 3", ["'ahead' is unknown"]),
    (
        "city.yaml",
        "    recall:",
        "    recall_at: {raval-zud: {grace_minutes: 1, returns: 0, place: end}}\n    recall:",
        ["no unit 'raval-zud'"],
    ),
    ("city.yaml", "    calls: 3", "   calls: 3", ["cannot be read here", "spaces"]),
    ("city.yaml", "name: Barcelona", "name: &me [*me]", ["*me repeats another part"]),
    ("city.yaml", "name: Barcelona", "name: Barce\x07lona", ["not text", "Type it anew"]),
    ("calendars.yaml", "thursday: 09:00-19:00", "thursday: 9-19", ["no hours", "09:00-13:30"]),
    ("calendars.yaml", "thursday: 09:00-19:00", "thursday: 19:00-09:00", ["end before"]),
    (
        *("calendars.yaml", "thursday: 09:00-19:00", "thursday: 09:00-13:00, 12:00-15:00"),
        ["overlap or are not in order"],
    ),
    ("calendars.yaml", "from: 2 May", "from: 30 April", ["30 April is also in the season of"]),
    ("calendars.yaml", "from: 2 May", "from: 31 June", ["no day of the year", "7 January"]),
    ("calendars.yaml", "from: 2 May", "from: 2 maig", ["no day of the year", "in English"]),
    ("indicators.yaml", "es: Contactos recibidos\n", "es:\n", ["Spanish text 'es' is missing"]),
    ("indicators.yaml", "  unit: desks", "  unit: tables", ["no unit", "desks"]),
    ("indicators.yaml", "value: 0.8", "value: 80%", ["'80%'", "such as 0.8"]),
    ("indicators.yaml", "serving:\n", "waiting:\n", ["'waiting' is there twice"]),
    (
        "catalogue.yaml",
        "formula: callbacks_kept",
        "formula: callback",
        ["'callback' is no formula"],
    ),
    ("catalogue.yaml", "from: 2026-01-01", "from: 1 January", ["is no date", "2026-12-25"]),
    ("catalogue.yaml", "additive: no", "additive: maybe", ["Write yes or no"]),
    ("catalogue.yaml", "    1:\n", "    2:\n", ["'2' is not the version 1", "in their order"]),
    ("catalogue.yaml", "value: 0.8", "value: 80%", ["'80%'", "such as 0.8"]),
    ("released.yaml", "recognised:\n", "recognized:\n", ["no route", "Did you mean recognised?"]),
    ("released.yaml", "minutes: 45", "minutes: 45.5", ["whole number from 0 to 480"]),
    ("sign-in.yaml", "portes-direccio: manager", "portes-direccio: boss", ["no role 'boss'"]),
    ("public.yaml", "  version: 1", "  version: one", ["'version' says 'one'", "whole number"]),
    ("public.yaml", "  wo:", "  xx:", ["'xx' is no language of languages.csv"]),
    ("public.yaml", "  wo:", "  ca:", ["'ca' is no language of languages.csv beside the three"]),
    ("public.yaml", "    direction: rtl", "    direction: up", ["says 'up'", "ltr or rtl"]),
    ("public.yaml", "    tl: ", "    xx: ", ["no language 'xx' in this file"]),
    ("public.yaml", '    reach: "112"', "    reach:", ["'reach' is empty"]),
    ("public.yaml", "https://www.bcn", "www.bcn", ["'www.bcn.cat/iris' is no address", "https://"]),
    ("sign-in.yaml", "recepcio: reception", "recepcio: kiosk", ["no role 'kiosk'", "reception"]),
    ("sign-in.yaml", "ciutat: whole-city", "ciutat: hole-city", ["Did you mean whole-city?"]),
    ("sign-in.yaml", "prefix: portes-entitat-", "prefx: x", ["'prefx' is unknown", "prefix"]),
    ("sign-in.yaml", "name: name", "nom: x", ["'nom' is unknown here"]),
    ("sign-in.yaml", "es: Pide", "fr: Pide", ["'fr' is unknown here"]),
    ("cards.yaml", "school:\n", "scool:\n", ["no reason 'scool'", "Did you mean school?"]),
    ("cards.yaml", '- reach: "016"', '- rech: "016"', ["'rech' is unknown", "mean reach?"]),
    ("triage.yaml", "- no-food-today", "- no-food-todya", ["no reason", "mean no-food-today?"]),
    ("triage.yaml", "- medical-device", "- medical", ["no circumstance 'medical'"]),
    ("triage.yaml", "    level: urgent", "    level: now", ["no level"]),
    ("triage.yaml", "    says:", "    say:", ["'say' is unknown", "mean says?"]),
    ("practice.yaml", "- economic-aid", "- economic", ["no reason 'economic'"]),
    ("practice.yaml", "- minors", "- minor", ["no circumstance 'minor'"]),
    ("practice.yaml", "- informed", "- told", ["no outcome", "informed"]),
    ("programmes.yaml", "kind: support", "kind: suport", ["is no kind", "mean support?"]),
    ("programmes.yaml", "mode: substitute", "mode: instead", ["is no mode", "substitute"]),
    ("programmes.yaml", "minutes: 90", "minutes: 5", ["whole number from 15 to 480"]),
    ("programmes.yaml", "size: 15", "size: many", ["whole number from 1 to 500"]),
    ("programmes.yaml", "  restricted: yes", "  restricted: si", ["Write yes or no"]),
    ("programmes.yaml", "- energy-advice", "- energy", ["no reason 'energy'"]),
    ("programmes.yaml", "    - ar", "    - arb", ["no language 'arb'", "mean ar?"]),
    ("programmes.yaml", "  aim:", "  aims:", ["'aims' is unknown", "mean aim?"]),
    ("city.yaml", "late_hours: 24", "late_hours: 200", ["whole number from 0 to 168"]),
    ("practice.yaml", "  because:", "  why:", ["'why' is unknown"]),
    ("city.yaml", "warn_minutes: 315", "warn_minutes: 5000", ["before anything", "Write less"]),
    ("partners.yaml", "owner: energy", "owner: enrgy", ["no owner 'enrgy'", "mean energy?"]),
    ("partners.yaml", "- school", "- scool", ["no reason 'scool'", "mean school?"]),
    ("partners.yaml", 'district: "03"', 'district: "33"', ["no district '33'"]),
    ("partners.yaml", "youngest: 3\n", "youngest: 30\n", ["that old and that young"]),
    ("partners.yaml", "receives: no", "receives: yes", ["takes nothing", "List under takes"]),
    ("partners.yaml", "receives: no", "receivs: no", ["'receivs' is unknown"]),
    ("partners.yaml", "oac:\n", "raval-nord:\n", ["the code of a unit too"]),
]


@pytest.mark.parametrize(("name", "right", "wrong", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_place_and_its_remedy(
    folder: Path, name: str, right: str, wrong: str, words: list[str]
) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    line = text[: text.index(right)].count("\n") + 1
    assert told(folder, name, line, words)


def told(folder: Path, name: str, line: int, words: list[str]) -> list[Mistake]:
    city, mistakes = read(folder)
    assert city is None
    return [
        mistake
        for mistake in mistakes
        if all(word in str(mistake) for word in (f"{name}, line {line}: ", *words))
        and mistake.remedy
    ]


def test_there_is_one_place_to_practise_at_most(folder: Path) -> None:
    path = folder / "units.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[-1].replace("practice,", "two,", 1) + "\n", "utf-8")
    assert told(folder, "units.csv", 1, ["more than one unit of the kind practice"])


def test_the_programmes_answer_reasons_and_support_is_nobody_elses_affair(city: City) -> None:
    assert len(city.programmes) == 11
    assert [each.code for each in city.answering("energy-advice")] == ["energy"]
    assert all(each.reasons and each.languages for each in city.programmes)
    assert {each.code for each in city.programmes if each.restricted} == {
        each.code for each in city.programmes if each.kind is ProgrammeKind.SUPPORT
    }
    assert city.programme("energy") in city.programmes
    assert city.programme("nothing") is None


def test_every_invented_caller_has_the_level_that_the_rules_propose() -> None:
    city, _ = read(BARCELONA)
    assert city is not None
    assert len(city.callers) >= 10
    for caller in city.callers:
        proposal = propose(city, caller.reasons, caller.circumstances)
        assert proposal is not None
        assert (caller.code, proposal.level) == (caller.code, caller.level)


def test_a_resource_that_is_no_section_is_told(folder: Path) -> None:
    path = folder / "cards.yaml"
    text = path.read_text(encoding="utf-8").replace(
        '    - reach: "061"', '    - x\n    - reach: "061"'
    )
    path.write_text(text, encoding="utf-8")
    assert told(folder, "cards.yaml", line_of(path, "    - x"), ["must be a section"])


def test_a_reason_without_a_card_is_told(folder: Path) -> None:
    path = folder / "cards.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nschool:\n", "\nscool:\n"), encoding="utf-8")
    assert told(folder, "cards.yaml", 1, ["'school' has no card"])


def test_a_missing_language_is_told_at_its_section(folder: Path) -> None:
    path = folder / "calendars.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    en: Telephone service\n", "", 1), encoding="utf-8")
    line = line_of(path, "es: Atención telefónica") - 2
    assert told(folder, "calendars.yaml", line, ["The English text 'en' is missing"])


def test_a_claim_that_stands_for_nothing_is_told(folder: Path) -> None:
    path = folder / "sign-in.yaml"
    text = path.read_text(encoding="utf-8").replace("  prefix: portes-entitat-\n", "")
    path.write_text(text, encoding="utf-8")
    line = text.splitlines().index("organisations:") + 2
    assert told(folder, "sign-in.yaml", line, ["Nothing says what", "a prefix, or both"])


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_told_and_nothing_is_blamed_on_it(folder: Path, name: str) -> None:
    (folder / name).unlink()
    _, mistakes = read(folder)
    assert [(mistake.file, mistake.what) for mistake in mistakes] == [
        (name, "The file is missing.")
    ]


def test_another_encoding_is_told(folder: Path) -> None:
    path = folder / "barris.csv"
    line = line_of(path, "el Barri Gòtic")
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("latin-1"))
    assert told(folder, "barris.csv", line, ["not UTF-8", "encoding UTF-8"])


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    for name, right, wrong in (
        ("districts.csv", "01,Ciutat Vella", "01,"),
        ("units.csv", "3,css,L", "0,css,l"),
        ("city.yaml", "calls: 3", "calls: three"),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    _, mistakes = read(folder)
    assert [mistake.file for mistake in mistakes] == [
        "city.yaml",
        "districts.csv",
        *["units.csv"] * 2,
    ]


def test_what_a_spreadsheet_does_to_a_table_is_understood(folder: Path, city: City) -> None:
    path = folder / "districts.csv"
    lines = path.read_text(encoding="utf-8").replace(",", ";").splitlines()
    path.write_bytes("\r\n".join([f'"{lines[0]}";', *lines[1:], ";", ""]).encode("utf-8-sig"))
    found, mistakes = read(folder)
    assert mistakes == []
    assert found == city


async def test_the_city_is_loaded_everywhere_under_one_number(
    city: City, database: Database
) -> None:
    dsns = {name: as_owner(await database("shared")) for name in ("gateway", "groups")}
    older = city.model_copy(update={"name": "Barcino"})
    first = await load(older, {"groups": dsns["groups"]}, NOW - timedelta(days=1))
    fresh = await load(city, dsns, NOW)
    again = await load(city, dsns, NOW + timedelta(days=1))
    assert first["groups"].version == 1
    assert fresh == {name: store.Put(2, changed=True) for name in dsns}
    assert again == {name: store.Put(2, changed=False) for name in dsns}


async def test_a_database_that_missed_a_version_gets_it_under_its_number(
    city: City, database: Database
) -> None:
    dsns = {name: as_owner(await database("shared")) for name in ("gateway", "groups")}
    await load(city, {"gateway": dsns["gateway"]}, NOW)
    done = await load(city, dsns, NOW)
    assert done == {"gateway": store.Put(1, changed=False), "groups": store.Put(1, changed=True)}
    connection = await asyncpg.connect(dsns["groups"])
    try:
        assert (await store.current(connection, NOW)).version == 1
    finally:
        await connection.close()


def test_a_language_of_the_screens_that_is_missing_is_told(folder: Path) -> None:
    path = folder / "languages.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("es,Castellà,Castellano,Spanish,Castellano\n", ""), encoding="utf-8"
    )
    assert told(folder, "languages.csv", 1, ["language 'es' of the interface is missing"])


def test_the_languages_of_the_screens_come_first(folder: Path) -> None:
    path = folder / "languages.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    header = next(line for line in lines if line.startswith("code,"))
    turned = [header, *reversed(lines[lines.index(header) + 1 :])]
    path.write_text("\n".join(turned) + "\n", encoding="utf-8")
    found, mistakes = read(folder)
    assert found, mistakes
    assert {each.code for each in found.languages[:3]} == set(LANGUAGES)


def test_rules_from_before_there_were_follow_ups_wait_five_working_days(folder: Path) -> None:
    path = folder / "city.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  follow_up:\n    working_days: 5\n", ""), encoding="utf-8")
    found, mistakes = read(folder)
    assert found, mistakes
    assert found.rules.follow_up.working_days == 5


def test_working_days_leave_out_days_on_which_the_unit_is_closed(city: City) -> None:
    unit = city.units[0]
    friday = datetime(2026, 12, 4, 9, tzinfo=UTC)
    assert city.working_day(unit, friday, 1) == date(2026, 12, 7)
    assert city.working_day(unit, friday, 2) == date(2026, 12, 9)  # the 8th is a holiday


def test_the_demonstrations_times_lie_within_the_hours_of_every_day_of_a_year(city: City) -> None:
    for here in (city, open_at(9, 11), open_at(9, 10, 15, 19)):
        for unit in {each.calendar: each for each in here.units}.values():
            for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
                there = hours(here, unit.code, day)
                times = times_of(here, unit, day)
                assert bool(times) == bool(there)
                assert all(any(o <= one.opens < one.closes <= c for o, c in there) for one in times)


SECOND = """    2:
      from: 2026-12-01
      formula: callbacks_kept
      unit: share
      additive: no
      definition:
        ca: altra
        es: otra
        en: other
"""


def changed(folder: Path, right: str, wrong: str) -> City:
    """The city with another word in its catalogue."""
    path = folder / "catalogue.yaml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    found, mistakes = read(folder)
    assert mistakes == []
    assert found is not None
    return found


async def test_a_version_of_an_indicator_that_was_loaded_is_never_changed(
    city: City, folder: Path, database: Database
) -> None:
    dsns = {"indicators": as_owner(await database("indicators"))}
    await load(city, dsns, NOW)
    first = "      formula: callbacks_kept\n"
    for right, wrong in (("20 segons o menys", "30 segons"), ("value: 0.9", "value: 0.5")):
        with pytest.raises(Problem, match=r"version 1 of .* was loaded with another meaning"):
            await load(changed(folder, right, wrong), dsns, NOW + timedelta(days=1))
        changed(folder, wrong, right)
    assert (await load(city, dsns, NOW + timedelta(days=1)))["indicators"].changed is False
    text = (folder / "catalogue.yaml").read_text(encoding="utf-8")
    end = text.index("solved_at_first_contact:")
    added = text[:end] + SECOND + text[end:]
    assert first in added
    (folder / "catalogue.yaml").write_text(added, encoding="utf-8")
    late = datetime(2026, 12, 3, 12, tzinfo=UTC)
    newer, _ = read(folder)
    assert newer is not None
    with pytest.raises(Problem, match="begins on 2026-12-01, before the city holds"):
        await load(newer, dsns, late)
    assert (await load(newer, dsns, NOW + timedelta(days=2)))["indicators"].changed
