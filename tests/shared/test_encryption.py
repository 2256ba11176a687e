"""What is sealed opens only where it was sealed, with its key, and only if nobody touched it."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.encryption import (
    CannotBeOpened,
    Keyring,
    KeysMissing,
    KeySource,
    Place,
    Purpose,
    digest,
    digests,
    open_sealed,
    seal,
)
from shared.encryption.fields import TEXT_AT, VERSION
from shared.encryption.keys import fresh, parsed, with_new, without

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DOCUMENT = fresh(NOW)
RING = parsed(DOCUMENT)
texts = st.text(max_size=300)
names = st.text("abcdefghij_", min_size=1, max_size=12)
places = st.builds(Place, names, names, st.uuids())


@given(texts, places)
def test_any_text_comes_back_from_its_place(text: str, place: Place) -> None:
    sealed = seal(RING.data, place, text)
    assert open_sealed(RING.data, place, sealed) == text
    assert sealed.startswith(VERSION + RING.data.current)
    assert len(sealed) == TEXT_AT + len(text.encode()) + 16


@given(texts, places, places)
def test_what_is_moved_to_another_row_column_or_table_does_not_open(
    text: str, place: Place, other: Place
) -> None:
    sealed = seal(RING.data, place, text)
    moved = [
        replace(place, table=other.table),
        replace(place, column=other.column),
        replace(place, row=other.row),
        other,
    ]
    for where in moved:
        if where != place:
            with pytest.raises(CannotBeOpened):
                open_sealed(RING.data, where, sealed)


@given(texts, places, st.data())
def test_one_changed_bit_anywhere_is_refused(text: str, place: Place, data: st.DataObject) -> None:
    sealed = bytearray(seal(RING.data, place, text))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotBeOpened):
        open_sealed(RING.data, place, bytes(sealed))


@given(st.binary(max_size=60), places)
def test_bytes_that_nobody_sealed_are_refused(sealed: bytes, place: Place) -> None:
    for start in (b"", VERSION + RING.data.current):
        with pytest.raises(CannotBeOpened):
            open_sealed(RING.data, place, start + sealed)


@given(texts, places)
def test_another_key_of_the_same_name_does_not_open(text: str, place: Place) -> None:
    other = parsed(fresh(NOW)).data
    named_alike = replace(other, all={RING.data.current: other.all[other.current]})
    for keys in (other, named_alike):
        with pytest.raises(CannotBeOpened):
            open_sealed(keys, place, seal(RING.data, place, text))


def test_equal_texts_are_sealed_differently() -> None:
    place = Place("person", "name", UUID(int=1))
    assert len({seal(RING.data, place, "Maria") for _ in range(100)}) == 100


@given(texts, texts)
def test_digests_are_equal_for_equal_values_of_a_kind_only(one: str, other: str) -> None:
    index = RING.index
    assert digest(index, "person.telephone", one) == digest(index, "person.telephone", one)
    assert digest(index, "person.telephone", one) != digest(index, "person.document", one)
    assert (digest(index, "a", one) == digest(index, "a", other)) == (one == other)
    assert one.encode() not in digest(index, "a", one) or len(one) < 3


@given(texts, places, st.sampled_from(Purpose))
def test_after_a_new_key_the_old_one_still_opens_and_finds(
    text: str, place: Place, purpose: Purpose
) -> None:
    later = parsed(with_new(DOCUMENT, purpose, NOW))
    assert open_sealed(later.data, place, seal(RING.data, place, text)) == text
    assert digest(RING.index, "a", text) in digests(later.index, "a", text)
    assert later.of(purpose).current != RING.of(purpose).current
    gone = parsed(without(with_new(DOCUMENT, purpose, NOW), RING.of(purpose).current))
    assert set(gone.of(purpose).all) == {gone.of(purpose).current}


def test_a_key_shows_itself_nowhere() -> None:
    secret = json.loads(DOCUMENT)["data"]["keys"][RING.data.current.hex()]
    told = f"{RING!r} {RING.data!r} {KeySource(DOCUMENT, None)!r}"
    assert secret not in told
    assert repr(RING.data.all[RING.data.current]) not in told


@pytest.mark.parametrize("document", ["", "{}", "[]", "null", "{", DOCUMENT.replace("keys", "k")])
def test_keys_that_cannot_be_read_are_missing_and_nothing_is_said_of_them(document: str) -> None:
    with pytest.raises(KeysMissing) as why:
        parsed(document)
    assert why.value.__cause__ is None
    assert str(why.value) == "keys-missing"


def test_a_key_too_short_is_missing() -> None:
    told = json.loads(DOCUMENT)
    told["data"]["keys"][told["data"]["current"]] = "AAAA"
    with pytest.raises(KeysMissing):
        parsed(json.dumps(told))


def test_a_changed_file_is_read_again_and_a_lost_one_is_missed(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    source = KeySource(None, file)
    assert not source.there
    file.write_text(DOCUMENT)
    assert source.ring() == RING
    newer = tmp_path / "newer.json"
    newer.write_text(with_new(DOCUMENT, Purpose.DATA, NOW))
    newer.replace(file)
    assert source.ring().data.current != RING.data.current
    os.unlink(file)
    with pytest.raises(KeysMissing):
        source.ring()


def test_a_given_text_goes_before_a_file(tmp_path: Path) -> None:
    assert KeySource(DOCUMENT, tmp_path / "none").ring() == RING
    with pytest.raises(KeysMissing):
        KeySource(None, None).ring()
    assert isinstance(KeySource(DOCUMENT, None).ring(), Keyring)
