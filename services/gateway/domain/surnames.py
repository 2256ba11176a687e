"""Whether two people may be relatives, as far as their surnames say."""

import re
import unicodedata

PARTICLES = frozenset({"da", "de", "del", "den", "der", "di", "dos", "las", "los", "van", "von"})
SHORTEST = 3
"""Letters of the shortest word that says something."""


def shared_surname(staff: str | None, family: str) -> bool:
    """Whether a colleague's name, first name first, has a surname of the family's names."""
    return bool(_surnames(staff) & _words(family))


def has_surname(staff: str | None) -> bool:
    """Whether a colleague's name says more than a first or a user name."""
    return bool(_surnames(staff))


def _surnames(staff: str | None) -> set[str]:
    return _words((staff or "").partition(" ")[2])


def _words(names: str) -> set[str]:
    """Words that tell one family from another, without accents and case."""
    parted = unicodedata.normalize("NFKD", names.casefold())
    plain = "".join(letter for letter in parted if not unicodedata.combining(letter))
    words = {word for word in re.split(r"[\W\d_]+", plain) if len(word) >= SHORTEST}
    return words - PARTICLES
