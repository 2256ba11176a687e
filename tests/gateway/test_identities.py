"""How names, telephones and documents are kept, doubted and masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain import Asked, numbers
from services.gateway.domain.numbers import letter_fits
from services.gateway.domain.people import Identity, asked_for, name_of
from services.gateway.domain.refusals import NothingAsked, TelephoneUnreadable, WordsUnreadable
from shared.errors import Refused


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("600 913 123", "+34600913123"),
        ("600-91-31-23", "+34600913123"),
        ("0034 600 913 123", "+34600913123"),
        ("+34600913123", "+34600913123"),
        ("93 402 70 00", "+34934027000"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+212 5 22 12 34 56", "+212522123456"),
    ],
)
def test_a_telephone_is_kept_in_one_way_however_it_is_written(written: str, kept: str) -> None:
    assert numbers.number_of(written) == kept
    assert numbers.number_of(kept) == kept


@pytest.mark.parametrize("written", ["", "abc", "12", "+", "600 913 12", "Maria"])
def test_what_is_no_telephone_is_refused(written: str) -> None:
    with pytest.raises(TelephoneUnreadable):
        numbers.number_of(written)


@pytest.mark.parametrize(
    ("document", "fits"),
    [
        ("12345678Z", True),
        ("12345678A", False),
        ("X1234567L", True),
        ("Y1234567X", True),
        ("Z1234567R", True),
        ("X1234567A", False),
        ("AB123456", None),
        ("1234567L", None),
        ("X12345678L", None),
    ],
)
def test_the_letter_of_a_spanish_document_is_checked_and_no_other(
    document: str, fits: bool | None
) -> None:
    assert letter_fits(document) is fits
    assert Identity("M", document=document).document_doubtful == (fits is False)


@given(st.integers(0, 99_999_999))
def test_of_all_letters_exactly_one_fits_a_number(number: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert sum(letter_fits(f"{number:08d}{letter}") is True for letter in letters) == 1


def test_a_document_loses_blanks_and_signs_and_gains_capitals() -> None:
    assert numbers.document_of(" 12.345.678-z ") == "12345678Z"
    assert numbers.document_of("x-1234567-l") == "X1234567L"
    for wrong in ("", "-", "12", "Ñ1234567", "1" * 30):
        with pytest.raises(WordsUnreadable):
            numbers.document_of(wrong)


@given(st.text(max_size=200))
def test_a_name_is_tidied_once_and_for_all_or_refused(text: str) -> None:
    try:
        name = name_of(text)
    except Refused:
        return
    assert name_of(name) == name
    assert name == " ".join(name.split())
    assert name


def test_names_with_signs_that_cannot_be_seen_are_refused() -> None:
    for wrong in ("", "  ", "Maria\x00", "Ma\u202eria", "x" * 121):
        with pytest.raises(WordsUnreadable):
            name_of(wrong)


def test_a_mask_leaves_initials_and_three_signs() -> None:
    identity = Identity("Maria Roca i Puig", "+34600913123", "12345678Z", "ca")
    masked = identity.masked
    assert masked.name == "M••• R••• i••• P•••"
    assert masked.telephone == "••• ••• 123"
    assert masked.document == "•••••78Z"
    assert Identity("Maria").masked == Identity("M•••")
    assert identity.telephone_said == "600 91 31 23"
    assert Identity("M", "+442079460958").telephone_said == "+44 20 7946 0958"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("600 913 123", Asked("+34600913123", "600913123")),
        ("12345678-z", Asked(None, "12345678Z")),
        ("+34 600 913 123", Asked("+34600913123", "34600913123")),
        ("AB 12 34 56", Asked(None, "AB123456")),
    ],
)
def test_what_is_typed_is_searched_as_all_that_it_can_be(typed: str, asked: Asked) -> None:
    assert asked_for(typed) == asked


@pytest.mark.parametrize("typed", ["", "Mar", "Martí Puig", "Maria Roca", "ñ", "600"])
def test_what_can_be_neither_is_refused(typed: str) -> None:
    with pytest.raises(NothingAsked):
        asked_for(typed)
