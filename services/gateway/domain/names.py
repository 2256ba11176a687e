"""Names that are alike, however they are written, ordered, shortened or joined.

Nobody is found by one word of several. What is compared are pairs of words without order, each as
it sounds: Catalan, Spanish, and names from elsewhere as they are written here in Latin letters.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from shared.spelling import folded

PARTICLES = frozenset(
    {"a", "al", "d", "da", "das", "de", "del", "dels", "der", "di", "do", "dos", "e", "el", "els"}
    | {"en", "i", "l", "la", "las", "les", "los", "na", "ul", "van", "von", "y"}
)
"""Words that many leave out, or write together with the next."""
SERVANT = frozenset({"abd", "abdel", "abdul", "abdoul"})
"""Words that many write together with the next, and nobody leaves out."""
PREFIXES = PARTICLES | SERVANT | {"abou", "abu", "ben", "bin", "ibn"}
MOST_WORDS = 6
"""Further words of a name tell nobody apart any more."""
SHORT = 5
"""Letters of words that many write together: Ana Maria and Anamaria, Xiao Ming and Xiaoming."""
TELLING = 3
"""A word with fewer consonants is told apart by its vowels too."""

HEARD = tuple(
    (re.compile(written), heard)
    for written, heard in (
        ("^abd(?:ou|[aeu])?l?(?=.)", "abd"),
        ("ch(?=[bcdfgklmnprst])|ck|kh|qu(?=[eiy])|q", "k"),
        ("t?sch|sh|zh|tx|tch|ch|dj|dg(?=[eiy])|x|j|g(?=[eiy])|(?<=[aeiou])ig$", "X"),
        ("gu(?=[eiy])|gh", "g"),
        ("gn(?=[aeiou])|n[yh](?=[aeiou])", "n"),
        ("^(?:ou|u|w)(?=[aeiouy])", "W"),
        ("sc(?=[eiy])|c(?=[eiy])|tz|z|ts", "s"),
        ("c", "k"),
        ("ph", "f"),
        ("h", ""),
        ("v", "b"),
        ("w|ou", "u"),
        ("y", "i"),
        ("^es(?=[bdfgklmnpt])", "s"),
        ("d$", "t"),
        ("m$|m(?=[bfp])", "n"),
        (r"([^aeiou])\1+", r"\1"),
    )
)
"""What is written and as what it counts, one after the other; X is any *sh*, *ch* or *j*."""
VOWELS = re.compile("[aeiou]+")
BROAD = str.maketrans("eiou", "iiuu")

Places = frozenset[int]
Pairs = Mapping[str, Places]
"""What a name is compared by, and which of its words each is made of."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """A name's pairs of words: ``alike`` without most vowels, ``close`` with all of them."""

    alike: Pairs
    close: Pairs


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A word, or words written together, by their places in the name."""

    places: Places
    word: str


def sounds(name: str) -> Sounds:
    """What a name is compared by; one of a single word only by that, so it finds no other."""
    stretches = list(_stretches(name))
    if len({each.places for each in stretches}) == 1:
        alone = [(each, _Stretch(each.places, "")) for each in stretches]
        return Sounds(_pairs(alone, _broad), _pairs(alone, _narrow))
    two = [(a, b) for a, b in combinations(stretches, 2) if not a.places & b.places]
    return Sounds(_pairs(two, _broad), _pairs(two, _narrow))


def covered(pairs: Iterable[Places]) -> int:
    """How many words of what was asked these pairs are made of."""
    return len(frozenset[int]().union(*pairs))


def _stretches(name: str) -> Iterator[_Stretch]:
    told = _with_prefixes(_words(name))[:MOST_WORDS]
    for place, (before, word) in enumerate(told):
        here = frozenset({place})
        if before:
            yield _Stretch(here, "".join([*before, word]))
        if not SERVANT & set(before):
            yield _Stretch(here, word)
    for place, ((_, one), (_, after)) in enumerate(pairwise(told)):
        if max(len(one), len(after)) <= SHORT:
            yield _Stretch(frozenset({place, place + 1}), one + after)


def _with_prefixes(words: Iterable[str]) -> list[tuple[list[str], str]]:
    """Each word that counts, with the prefixes before it; if none does, the prefixes are words."""
    told: list[tuple[list[str], str]] = []
    before: list[str] = []
    for word in words:
        if word in PREFIXES:
            before.append(word)
        else:
            told.append((before, word))
            before = []
    return told or [([], word) for word in before]


def _words(name: str) -> list[str]:
    plain = re.sub(r"\b([dl])'", r"\1 ", folded(name)).replace("'", "")
    return re.findall(r"[^\W\d_]+", plain)


def _pairs(two: Iterable[tuple[_Stretch, _Stretch]], code: Callable[[str], set[str]]) -> Pairs:
    return {
        " ".join(sorted(codes)): one.places | other.places
        for one, other in two
        for codes in product(code(one.word), code(other.word))
    }


def _broad(word: str) -> set[str]:
    """The consonants after the first letter; vowels too where these are few."""
    heard = {_heard(word), _heard(word.replace("ll", "y"))}  # Castillo, Castiyo; Vila, Villa
    return {_skeleton(each) for each in heard}


def _narrow(word: str) -> set[str]:
    return {_heard(word)}


def _skeleton(heard: str) -> str:
    bones = heard[:1].translate(BROAD) + VOWELS.sub("", heard[1:])
    if len(bones) >= TELLING:
        return bones
    return VOWELS.sub(lambda vowels: vowels[0][0].translate(BROAD), heard)


def _heard(word: str) -> str:
    for written, heard in HEARD:
        word = written.sub(heard, word)
    return word
