"""Dates as readers of each language write them, in the pages of every service."""

import re
from datetime import UTC, date, datetime

import pytest

from shared.identity import LANGUAGES, Role
from shared.pages import formats, rendering
from shared.pages.messages import ROOT
from tests.browser.stack import SERVICES
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Serving, command

AT = datetime(2026, 11, 26, 21, 5, 7, tzinfo=UTC)
"""Five past ten in the evening of that Thursday in Barcelona."""
DAY = date(2026, 11, 26)
BRITISH = {
    "day": (AT, "Thursday, 26 November"),
    "shortday": (AT, "Thu 26"),
    "longday": (AT, "26 November 2026"),
    "moment": (AT, "26 Nov 2026, 22:05:07"),
    "longdate": (DAY, "26 November 2026"),
    "fulldate": (DAY, "Thursday, 26 November 2026"),
    "clock": (AT, "22:05"),
    "seconds_clock": (AT, "22:05:07"),
}
PAGES = {
    "gateway": (f"/units/{NORD}/agenda?day=2026-11-26", "26 November 2026"),
    "indicators": (f"/areas/{NORD}?at=2026-03-02T21:05:00", "2 March 2026 at 21:05:00"),
}
AMERICAN = ("November 26", "Nov 26", "March 2,", "11/26", " PM")


@pytest.mark.parametrize("service", SERVICES)
def test_english_is_british_in_the_templates_of_every_service(service: str) -> None:
    filters = rendering._environment(service, "en").filters
    shown = {name: filters[name](value) for name, (value, _) in BRITISH.items()}
    assert {name: said.replace("Thursday 26", "Thursday, 26") for name, said in shown.items()} == {
        name: said for name, (_, said) in BRITISH.items()
    }


def test_every_filter_that_writes_a_date_in_words_is_looked_at() -> None:
    by_language = {"longdate", "fulldate", "day", "shortday", "longday", "moment"}
    assert by_language <= BRITISH.keys()
    for language in LANGUAGES:
        for name in by_language & {"longdate", "fulldate"}:
            assert "26" in getattr(formats, name)(DAY, language).split("2026")[0]


def test_letters_say_the_day_before_the_month_in_every_language() -> None:
    said = {language: formats.weekday(AT, language) for language in LANGUAGES}
    assert said == {
        "ca": "dijous, 26 de novembre",
        "es": "jueves, 26 de noviembre",
        "en": "Thursday, 26 November",
    }


@pytest.mark.parametrize("service", SERVICES)
async def test_no_page_in_english_has_a_date_in_another_order(
    serving: Serving, service: str
) -> None:
    served = await serving.service(service)
    await load_city(served.around.pool)
    client = await served.signed_in({Role.PROFESSIONAL}, {NORD})
    await client.post("/language", data={"language": "en"}, headers=command())
    path, says = PAGES.get(service, ("/", 'lang="en"'))
    answer = await client.get(path, follow_redirects=True)
    assert says in answer.text
    assert not [each for each in AMERICAN if each in answer.text]


def test_what_a_date_field_holds_is_said_in_words_and_nothing_where_it_is_no_day() -> None:
    assert formats.in_words("2026-11-26", "ca") == "dijous, 26 de novembre del 2026"
    assert formats.in_words("2026-11-26T22:05", "es") == "jueves, 26 de noviembre de 2026, 22:05"
    assert formats.in_words("2026-11-26T22:05:00", "en").endswith(" 2026, 22:05")
    assert [formats.in_words(typed, "ca") for typed in ("", "26/11", "2026-13-01")] == [""] * 3


def test_every_date_field_is_said_in_the_pages_language() -> None:
    templates = [*ROOT.glob("services/*/templates/*.html"), *ROOT.glob("shared/pages/templates/*")]
    assert templates
    own = [
        path.name for path in templates if re.search(r'type="(date|month|week)', path.read_text())
    ]
    assert own == [], "m.day() says it in words"
