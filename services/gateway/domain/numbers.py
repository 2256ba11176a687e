"""Telephones and documents, as they are kept whatever way somebody writes them."""

import re
import unicodedata

from services.gateway.domain.refusals import TelephoneUnreadable, WordsUnreadable
from shared.spelling import e164

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""A Spanish number's letter, by the remainder of the number divided by how many there are."""
SPANISH = re.compile("([XYZ]?)([0-9]{7,8})([A-Z])")
DNI_DIGITS, NIE_DIGITS = 8, 7
DOCUMENT = re.compile("(?=.*[0-9])[0-9A-Z]{4,24}")


def number_of(text: str) -> str:
    """A number in E.164; without a prefix it is of this country. Raises ``TelephoneUnreadable``."""
    number = e164(text)
    if number is None:
        raise TelephoneUnreadable
    return number


def document_of(text: str) -> str:
    """A document in capitals without blanks and signs. Raises ``WordsUnreadable``."""
    plain = unicodedata.normalize("NFKC", text).upper()
    document = "".join(sign for sign in plain if sign.isalnum())
    if not DOCUMENT.fullmatch(document):
        raise WordsUnreadable
    return document


def letter_fits(document: str) -> bool | None:
    """Whether a DNI's or NIE's letter is that of its number; none for any other document."""
    found = SPANISH.fullmatch(document)
    if found is None:
        return None
    first, digits, letter = found.groups()
    if len(digits) != (NIE_DIGITS if first else DNI_DIGITS):
        return None
    number = int(str("XYZ".index(first)) + digits) if first else int(digits)
    return LETTERS[number % len(LETTERS)] == letter
