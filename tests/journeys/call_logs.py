"""The call logs under test: always a generated one, and real ones where some are named."""

import os
import random
from pathlib import Path

HEAD = [
    "vru+line",
    "call_id",
    "customer_id",
    "priority",
    "type",
    "date",
    "vru_entry",
    "vru_exit",
    "vru_time",
    "q_start",
    "q_exit",
    "q_time",
    "outcome",
    "ser_start",
    "ser_exit",
    "ser_time",
    "server",
]


def real() -> list[Path]:
    """The files that ``PORTES_CALL_LOG`` names."""
    named = Path(os.environ.get("PORTES_CALL_LOG", "nowhere"))
    return sorted(named.parent.glob(named.name))


def generated(folder: Path, calls: int = 400) -> Path:
    """A log with the flaws of the real one: phantoms, clocks that contradict durations, queues
    that begin before the ring, talk of 0, a call over midnight, call numbers that repeat."""
    chance = random.Random(11)
    rows = [_row(chance, number) for number in range(calls)]
    rows += [
        _odd("AA0901", (86_380, 86_395, 30, 60)),
        _odd("AA0902", (40_000, 39_950, 80, 20)),
        _odd("AA0903", (41_000, 41_010, 15, 0)),
        _odd("AA0904", (42_000, 42_010, 15, 90), ser_exit=clock(41_000)),
    ]
    file = folder / "generated-calls.tsv"
    lines = ["\t".join(HEAD), *("\t".join(str(row[name]) for name in HEAD) for row in rows)]
    file.write_text("\n".join(lines) + "\n")
    return file


def _odd(line: str, times: tuple[int, int, int, int], **wrong: str) -> dict[str, object]:
    return _call(line, 1, times, "AGENT") | wrong


def _row(chance: random.Random, number: int) -> dict[str, object]:
    entry = chance.randrange(7 * 3600, 22 * 3600)
    queue = entry + chance.randrange(3, 30) if chance.random() < 0.55 else 0
    wait = chance.randrange(0, 200) if queue else 0
    outcome = chance.choices(["AGENT", "HANG", "PHANTOM"], [80, 18, 2])[0]
    talk = chance.randrange(0, 400)
    day = chance.randrange(8, 11)
    line = f"AA{number % 2}1{chance.randrange(1, 9):02}"
    call = _call(line, number // 2, (entry, queue, wait, talk), outcome)
    return call | {"date": f"9902{day:02}"}


def _call(
    line: str, number: int, times: tuple[int, int, int, int], outcome: str
) -> dict[str, object]:
    entry, queue, wait, talk = times
    leaves = queue or entry + 9
    ends = leaves + wait
    return {
        "vru+line": line,
        "call_id": number,
        "customer_id": 0,
        "priority": 0,
        "type": "PS",
        "date": "990208",
        "vru_entry": clock(entry),
        "vru_exit": clock(leaves),
        "vru_time": leaves - entry,
        "q_start": clock(queue) if queue else "0:00:00",
        "q_exit": clock(ends) if queue else "0:00:00",
        "q_time": wait,
        "outcome": outcome,
        "ser_start": clock(ends),
        "ser_exit": clock(ends + talk),
        "ser_time": talk,
        "server": "NO_SERVER",
    }


def clock(second: int) -> str:
    """A clock as the log writes it."""
    second %= 86_400
    return f"{second // 3600}:{second // 60 % 60:02}:{second % 60:02}"
