"""What is counted by kind has words: nobody reads a code on a page."""

from services.indicators.pages.tallies import OUTCOMES
from shared.contracts.gateway import Outcome


def test_every_outcome_has_words() -> None:
    assert {each.value for each in Outcome} - set(OUTCOMES) == set()
