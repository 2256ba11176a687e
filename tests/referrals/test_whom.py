"""The same person is found again, whatever way their name and telephone are written."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from services.referrals.domain import Content
from shared.db import Tx
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import load_city
from tests.referrals.scene import sent
from tests.referrals.test_sending import checked

ACCENTS = (
    "",
    "\N{COMBINING GRAVE ACCENT}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{COMBINING DIAERESIS}",
)


def written_otherwise(chance: random.Random, name: str) -> str:
    """With other accents, capitals, hyphens, blanks and order."""
    told = []
    for word in name.split():
        accented = "".join(
            letter + (chance.choice(ACCENTS) if letter in "aeiou" else "") for letter in word
        )
        told.append(chance.choice((str.upper, str.lower, str.title))(accented))
    chance.shuffle(told)
    form = chance.choice(("NFC", "NFD"))
    return unicodedata.normalize(form, chance.choice((" ", "-", "  ", ", ")).join(told))


def dialled_otherwise(chance: random.Random, telephone: str) -> str:
    """With or without the country's prefix, with other blanks and signs."""
    digits = telephone.replace(" ", "")
    parted = chance.choice(("", " ", "-", ".")).join((digits[:3], digits[3:6], digits[6:]))
    return chance.choice(("", "+34", "+34 ", "0034 ", " ")) + parted


@given(st.randoms(use_true_random=False), st.integers(0, 6999))
def test_the_same_person_is_alike_however_they_are_written(
    chance: random.Random, number: int
) -> None:
    who = somebody(number)
    one = Content(name=who.name, contact=who.telephone)
    other = Content(
        name=written_otherwise(chance, who.name), contact=dialled_otherwise(chance, who.telephone)
    )
    assert one.alike(other)
    assert other.alike(one)
    assert one.whom == other.whom


@given(st.integers(0, 6999), st.integers(0, 6999))
def test_another_name_or_another_telephone_is_another_person(one: int, other: int) -> None:
    first, second = somebody(one), somebody(other)
    told = Content(name=first.name, contact=first.telephone)
    assert told.alike(Content(name=second.name, contact=first.telephone)) == (one == other)
    assert told.alike(Content(name=first.name, contact=second.telephone)) == (one == other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_is_like_itself(name: str, contact: str) -> None:
    told = Content(name=name, contact=contact)
    assert told.alike(Content(name=name.upper().lower(), contact=contact)) or not name.isascii()
    assert told.alike(told)


async def test_the_check_finds_them_with_accents_prefix_and_hyphen_and_without_a_telephone(
    tx: Tx,
) -> None:
    await load_city(tx)
    await sent(tx)
    same = written_otherwise(random.Random(4), MARIA.name)
    assert (await checked(tx, name=same, contact="+34" + MARIA.telephone)).duplicates == 1
    assert (await checked(tx, name=same, contact="")).duplicates == 1
    assert (await checked(tx, contact=somebody(7).telephone)).duplicates == 0
    await sent(tx, contact="")
    assert (await checked(tx)).duplicates == 2
