"""Every message is said in Catalan and in Spanish, where the page that shows it would look."""

import re

import pytest
from babel.messages.catalog import Catalog

from shared.errors import refusals
from shared.pages.messages import DEFAULT, translations
from tests.messages import (
    PLACEHOLDER,
    SERVICES,
    SHARED,
    TRANSLATED,
    Message,
    catalogue,
    catalogue_path,
    refusal_titles,
    room,
    said,
    updated,
    wanted,
)

PLACES = (SHARED, *SERVICES)
in_each_place = pytest.mark.parametrize("place", PLACES)
in_each_language = pytest.mark.parametrize("language", TRANSLATED)


def held(place: str, language: str) -> Catalog:
    return catalogue(catalogue_path(place, language))


def texts(message: Message | list[str] | tuple[str, ...]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


@in_each_language
@in_each_place
def test_a_catalogue_is_what_make_messages_would_write(place: str, language: str) -> None:
    now = catalogue_path(place, language).read_text()
    assert now == updated(place, language), "run make messages and translate what it names"


@in_each_language
@in_each_place
def test_every_message_is_translated_in_every_form(place: str, language: str) -> None:
    lacking = [
        message.id
        for message in held(place, language)
        if message.id and not all(texts(message.string or ""))
    ]
    assert lacking == []


@in_each_language
@in_each_place
def test_nothing_is_fuzzy_or_left_over(place: str, language: str) -> None:
    found = held(place, language)
    assert [message.id for message in found if message.id and message.fuzzy] == []
    assert list(found.obsolete) == []
    assert {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in found
        if message.id
    } == wanted(place)


@in_each_language
@in_each_place
def test_placeholders_are_the_same_in_every_language(place: str, language: str) -> None:
    odd = [
        message.id
        for message in held(place, language)
        if message.id
        for text in texts(message.string)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]
    assert odd == []


@in_each_language
@in_each_place
def test_a_language_has_its_two_plural_forms(place: str, language: str) -> None:
    found = held(place, language)
    assert (found.num_plurals, found.plural_expr) == (2, "(n != 1)")
    assert str(found.locale) == language


@in_each_language
@pytest.mark.parametrize("service", SERVICES)
def test_a_page_finds_all_that_it_may_say(service: str, language: str) -> None:
    spoken = translations(service, language)
    everything = said(SHARED) | said(service)
    assert [message for message in everything if not _look_up(spoken, message)] == []


def _look_up(spoken: object, message: Message) -> str | None:
    known: dict[object, str] = getattr(spoken, "_catalog", {})
    return known.get(message) if isinstance(message, str) else known.get((message[0], 1))


@in_each_language
@in_each_place
def test_every_refusal_is_said(place: str, language: str) -> None:
    spoken = translations("gateway" if place == SHARED else place, language)
    missing = [title for title in refusal_titles(room(place)) if not _look_up(spoken, title)]
    assert missing == []


def test_the_refusals_found_in_the_sources_are_those_that_a_process_knows() -> None:
    found = {title for place in PLACES for title in refusal_titles(room(place))}
    ours = {kind.title for kind in refusals() if kind.__module__.startswith(("shared", "services"))}
    assert ours <= found


def test_people_who_say_nothing_are_spoken_to_in_a_language_that_is_translated() -> None:
    assert DEFAULT in TRANSLATED


FORMAL = re.compile(
    r"\b(vostè|usted|[lL]a seva|[eE]l seu|[sS]u (cuenta|rol|última)|le espere|l’esperi|"
    r"espere un|esperi un|"
    r"(digui|cridi|triï|torni|revisi|premi|entri|toqui|aparqui)\b|continuï|"
    r"diga|llame|elija|vuelva|revíse|pulse|entre con|toque|continúe|"
    r"mentre escriu|mientras escribe|quin taulell treballa|qué mostrador trabaja|havia|había)\b",
    re.IGNORECASE,
)
TO_THE_PUBLIC = {
    "Please come in",
    "Would you rather talk?",
    "Call us: together we look for a session, or for another way to help you.",
    "Call %(telephone)s",
    "Somebody comes to fetch you when it is your turn; it also stands here.",
    "We write you a text message when it is your turn; it also stands here.",
    "It is over, or the address is not complete. For another appointment, call or come to the "
    "centre.",
    "You will be called by your code",
    "On arrival give this code:",
    "Say your name when you come. To give the place up, call the centre.",
    "There is a place for you",
    "There is a place for you: answer",
    "Wait for a place",
    "The privacy notice has just changed: please read it and touch again.",
    "This screen begins anew for the next person in a moment. Touch anywhere to go on.",
    "Each line is a day on which somebody who works with us saw your data in the system of "
    "reception, what they were doing and why they could see it. You have a right to this report "
    "(General Data Protection Regulation, article 15).",
}


@in_each_language
@in_each_place
def test_staff_are_addressed_as_tu(place: str, language: str) -> None:
    formal = [
        message.id
        for message in held(place, language)
        if message.id and message.id not in TO_THE_PUBLIC
        for text in texts(message.string or "")
        if FORMAL.search(text)
    ]
    assert formal == []
