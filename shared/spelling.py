"""Names and telephones as they are compared, whatever way somebody writes them."""

import unicodedata

import phonenumbers

COUNTRY = "ES"
SINGLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "e", "œ": "e", "’": "'"})


def folded(name: str) -> str:
    """The name without accents and capitals, as Catalan and Spanish spell its letters."""
    spelt = name.casefold().replace("ç", "s").replace("l·l", "l").translate(SINGLE)
    parted = unicodedata.normalize("NFKD", spelt)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def e164(text: str) -> str | None:
    """A telephone in E.164, of this country without a prefix; none: it cannot be one."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
