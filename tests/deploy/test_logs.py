"""Logs of the parts: they rotate under the writing process, and only so many are kept."""

from pathlib import Path

from deploy.cli.supervisor.logs import KEPT, rotate


def test_a_large_log_starts_anew_under_whoever_writes_it(tmp_path: Path) -> None:
    log = tmp_path / "gateway-web.log"
    with log.open("a") as writing:
        for turn in range(KEPT + 2):
            writing.write(f"turn {turn} " + "x" * 20)
            writing.flush()
            rotate(log, largest=10)
        writing.write("now")
    assert log.read_text() == "now"
    kept = [log.with_name(f"gateway-web.log.{number}") for number in range(1, KEPT + 1)]
    assert [each.read_text()[:6] for each in kept] == ["turn 4", "turn 3", "turn 2"]
    assert sorted(tmp_path.iterdir()) == sorted([log, *kept])


def test_a_small_log_stays(tmp_path: Path) -> None:
    log = tmp_path / "caddy.log"
    log.write_text("little")
    rotate(log, largest=10)
    assert log.read_text() == "little"
    assert list(tmp_path.iterdir()) == [log]
