"""Chance that repeats: the same seed and names draw the same, whatever was drawn elsewhere."""

import math
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
LARGE = 400.0
"""From here on a Poisson number is drawn as a normal one."""


def chance(*names: object) -> random.Random:
    """A source of chance of these names alone."""
    return random.Random(":".join(str(name) for name in names))  # noqa: S311 - repeatable on purpose


def poisson(source: random.Random, mean: float) -> int:
    """How many come where so many come on average."""
    if mean > LARGE:
        return max(0, round(source.gauss(mean, math.sqrt(mean))))
    limit, product, number = math.exp(-mean), source.random(), 0
    while product > limit:
        product *= source.random()
        number += 1
    return number


def lasting(source: random.Random, mean: float, varies: float) -> float:
    """A lognormal length with this mean; ``varies`` is the standard deviation by the mean."""
    sigma2 = math.log(1 + varies**2)
    return source.lognormvariate(math.log(mean) - sigma2 / 2, math.sqrt(sigma2))


def one_of(source: random.Random, shares: Mapping[T, float]) -> T:
    """One of these, each as often as its share of all says."""
    [found] = source.choices(list(shares), list(shares.values()))
    return found


def any_of(source: random.Random, choices: Sequence[T]) -> T:
    """Any of these."""
    return source.choice(choices)
