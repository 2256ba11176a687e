"""Whether ``make up`` plays a day."""

import pytest

from deploy.cli.demonstration import wanted
from deploy.local.command import Problem


@pytest.mark.parametrize(
    ("said", "played"), [(None, True), ("", True), ("on", True), ("off", False)]
)
def test_a_day_is_played_unless_the_setting_says_off(
    monkeypatch: pytest.MonkeyPatch, said: str | None, played: bool
) -> None:
    if said is None:
        monkeypatch.delenv("PORTES_DAY", raising=False)
    else:
        monkeypatch.setenv("PORTES_DAY", said)
    assert wanted() is played


def test_another_word_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTES_DAY", "never")
    with pytest.raises(Problem, match="on or off"):
        wanted()
