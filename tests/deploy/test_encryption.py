"""The keys of an instance: made once, never anew, rotated while the system works, retired late."""

import json
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from shared.web.rates import PEOPLE
from tests.fixtures.canaries import MARIA, canaries_in, telephone
from tests.fixtures.instances import Running

NAME = MARIA.name
UNIT = "raval-sud"


def keys_of(running: Running) -> Path:
    return running.home / "encryption-keys.json"


def post(client: httpx2.Client, path: str, body: object = None) -> httpx2.Response:
    return client.post(f"/gateway/api{path}", json=body, headers={"Idempotency-Key": str(uuid4())})


def keep(client: httpx2.Client, number: str) -> str:
    """Somebody new with this telephone; their id."""
    body = {"name": NAME, "telephone": number}
    return str(post(client, f"/units/{UNIT}/people", body).json()["id"])


def current(running: Running, purpose: str) -> str:
    return str(json.loads(keys_of(running).read_text())[purpose]["current"])


def fields_of(running: Running) -> dict[str, int]:
    """How many fields stand under each key of the data."""
    told = running.portes("encryption", "status").stdout
    return {key: int(n) for key, n in re.findall(r"^data +(\w+) +\w+ +(\d+)", told, re.MULTILINE)}


def age(running: Running) -> None:
    """Let the current key be a day old."""
    told = json.loads(keys_of(running).read_text())
    told["data"]["since"] = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    keys_of(running).write_text(json.dumps(told))


@contextmanager
def read_all_along(client: httpx2.Client, people: list[str]) -> Iterator[list[httpx2.Response]]:
    """Somebody reads people until the block ends, no oftener than anybody may; the answers."""
    end, answers = threading.Event(), list[httpx2.Response]()

    def read() -> None:
        while not end.wait(len(people) / PEOPLE.per_second):
            answers.extend(client.post(f"/gateway/api/people/{each}/data") for each in people)

    reading = threading.Thread(target=read)
    reading.start()
    try:
        yield answers
    finally:
        end.set()
        reading.join()


@pytest.mark.timeout(600)
def test_keys_are_made_once_rotated_and_retired_while_people_are_read(running: Running) -> None:
    assert stat.S_IMODE(keys_of(running).stat().st_mode) == 0o600
    first = current(running, "data")
    with running.signed_in("reception") as client:
        people = [keep(client, telephone(501)) for _ in range(5)]
        needed = sum(fields_of(running).values())
        with read_all_along(client, people) as answers:
            said = re.search(r"(\d+) rows brought", running.portes("encryption", "rotate").stdout)
            running.portes("encryption", "rotate", "--key", "index")
        assert {(answer.status_code, answer.json()["name"]) for answer in answers} == {(200, NAME)}
        found = post(client, f"/units/{UNIT}/people/search", {"telephone": telephone(501)}).json()
        assert {each["id"] for each in found["people"]} == set(people)
        assert said
        assert int(said[1]) >= len(people)
        under = {key: fields for key, fields in fields_of(running).items() if fields}
        assert under == {current(running, "data"): needed}
        retires_late(running, first)
        assert client.post(f"/gateway/api/people/{people[0]}/data").json()["name"] == NAME
    nothing_in_the_logs(running)


def retires_late(running: Running, old: str) -> None:
    """Neither the current key, nor one that a transaction may still use, goes."""
    refused = running.portes("encryption", "retire", current(running, "data"), code=1)
    assert "is the current one" in " ".join(refused.stderr.split())
    early = running.portes("encryption", "retire", old, code=1)
    assert "not ten minutes old" in " ".join(early.stderr.split())
    assert "no such key" in running.portes("encryption", "retire", "00000000", code=1).stderr
    age(running)
    running.portes("encryption", "retire", old)
    assert old not in keys_of(running).read_text()


def nothing_in_the_logs(running: Running) -> None:
    """Neither a person nor a key."""
    told = json.loads(keys_of(running).read_text())
    keys = [key for purpose in told.values() for key in purpose["keys"].values()]
    logs = [log.read_text() for log in (running.home / "logs").glob("*.log")]
    assert logs
    for log in logs:
        assert not canaries_in(log)
        assert not any(key in log for key in keys)


@contextmanager
def without_keys(running: Running) -> Iterator[None]:
    """Somebody lost them, and finds them again."""
    kept = keys_of(running).rename(running.home / "found.json")
    yield
    kept.rename(keys_of(running))


@pytest.mark.timeout(600)
def test_lost_keys_are_missed_and_never_made_anew(running: Running) -> None:
    with running.signed_in("reception") as client:
        person = keep(client, telephone(502))
        with without_keys(running):
            refused = client.post(f"/gateway/api/people/{person}/data")
            assert refused.json()["type"] == "/problems/keys-missing"
            assert client.get(f"/gateway/api/units/{UNIT}/queue").status_code == 200
            said = " ".join(running.portes("up", "--no-demo").stderr.split())
            assert "The encryption keys are not in" in said
            assert not keys_of(running).exists()
            assert "not here" in running.portes("encryption", "status", code=3).stdout
            assert "no encryption keys" in running.portes("encryption", "rotate", code=1).stderr
        assert client.post(f"/gateway/api/people/{person}/data").json()["name"] == NAME
    goes_on(running, current(running, "data"))


def goes_on(running: Running, old: str) -> None:
    """A rotation that ended right after it had made the key; the old one stays until it is done."""
    keys_of(running).write_text(running.portes("encryption", "keys", "--add", "data").stdout)
    age(running)
    refused = running.portes("encryption", "retire", old, code=1).stderr
    assert "still need this key" in " ".join(refused.split())
    assert "Went on" in running.portes("encryption", "rotate").stdout
    running.portes("encryption", "retire", old)
