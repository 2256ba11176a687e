"""Whether ``make up`` plays a day."""

from pathlib import Path

import pytest

from deploy.cli.day.around import alone
from deploy.cli.demonstration import wanted
from deploy.cli.instance import Instance, Record
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


def test_two_days_are_never_played_at_once(tmp_path: Path) -> None:
    instance = Instance(tmp_path, Record("", 8080))
    (tmp_path / "run").mkdir()
    with (
        alone(instance),
        pytest.raises(Problem, match="Another day is being played"),
        alone(instance),
    ):
        pass
    with alone(instance):
        pass
