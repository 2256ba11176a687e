"""What a live page says it listens to is what its stream sends."""

import re
from pathlib import Path

import pytest

from services.gateway.pages import desk, pending, wall
from services.indicators.pages import board
from services.referrals.pages import following

SERVICES = Path(__file__).parent.parent.parent / "services"
PARTS = re.compile(r'data-live-parts="([^"]*)"')


@pytest.mark.parametrize(
    ("template", "sent"),
    [
        ("gateway/templates/desk.html", desk.PARTS),
        ("gateway/templates/pending.html", pending.PARTS),
        ("gateway/templates/wall.html", wall.PARTS),
        ("indicators/templates/board.html", board.PARTS),
        ("referrals/templates/referral.html", following.PARTS),
    ],
)
def test_a_page_listens_to_every_part_that_is_sent(template: str, sent: tuple[str, ...]) -> None:
    [listed] = PARTS.findall((SERVICES / template).read_text())
    assert set(listed.split()) == set(sent)
