"""The search itself: a canary behind any of the doors is found, however it is written."""

import asyncio
import gzip
import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from opentelemetry import trace
from prometheus_client import REGISTRY, Gauge

from tests.fixtures import canaries
from tests.fixtures.canaries import DOCUMENT, MARIA, NAME, TELEPHONE, WORDS_SAID, canaries_in
from tests.fixtures.databases import ROOT, Database, as_superuser, at
from tests.fixtures.messaging import Messaging
from tests.fixtures.servers import FOLDER, RUN
from tests.sideways.plugin import search_servers
from tests.sideways.processes import collecting, search_metrics_of_this_process
from tests.sideways.rows import search_database
from tests.sideways.topics import search_topics
from tests.sideways.watch import (
    ADDRESS,
    CACHED,
    DISPLAY,
    KINDS,
    LOG,
    METRIC,
    REFUSAL,
    ROW,
    SERVER,
    SPAN,
    TOPIC,
    Watch,
    another_watch,
)

LEAK = """
import structlog
from tests.fixtures.canaries import MARIA

def test_that_logs_whom_it_saw():
    structlog.get_logger().info("seen", name="before " + MARIA.name)
"""


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What leaves in this test is told to this watch, not to the run's."""
    with another_watch() as made:
        yield made


def kinds(watch: Watch) -> set[tuple[str, str]]:
    return {(each.kind, each.what) for each in watch.found}


@pytest.mark.parametrize(
    ("written", "what"),
    [
        *[(how(MARIA.name), NAME) for how in (str, str.upper, str.lower, quote, json.dumps)],
        *[(b64encode(b"x" * n + MARIA.name.encode()).decode(), NAME) for n in range(6)],
        (MARIA.name.encode().hex(), NAME),
        (f"<b>{MARIA.name.split()[1]}</b>", NAME),
        *[(how(MARIA.telephone), TELEPHONE) for how in (str, quote, quote_plus)],
        *[(how(MARIA.called), TELEPHONE) for how in (str, quote, json.dumps)],
        *[
            (each, TELEPHONE)
            for each in ("600-91-34-27", "0034 600913427", "600&nbsp;913&nbsp;427")
        ],
        (f"{{'t': '\\u002b{MARIA.called[1:]}'}}", TELEPHONE),
        (MARIA.called.encode().hex(), TELEPHONE),
        *[(each, DOCUMENT) for each in (MARIA.document, MARIA.numbered, "93.417.732 n")],
        (canaries.doubtful(1), DOCUMENT),
        (MARIA.numbered.encode().hex(), DOCUMENT),
        (quote(canaries.WORDS), WORDS_SAID),
    ],
)
def test_a_canary_is_known_however_it_is_written(written: str, what: str) -> None:
    assert canaries_in(f"before {written}, after") == {what}
    assert canaries_in(f"before {written}, after".encode()) == {what}


BY_CHANCE = (
    *("0.600913427", "a600913427f", "60091342-7abc", "1764600913427"),
    *("9.3417123e-05", "9.3417123e+12"),
)


@pytest.mark.parametrize(
    "written",
    ["M••• R•••, ••• ••• 427", *BY_CHANCE, *(each.encode().hex() for each in BY_CHANCE)],
)
def test_nothing_else_looks_like_a_canary(written: str) -> None:
    assert canaries_in(written) == frozenset()


def test_a_canary_in_a_span_is_found(watch: Watch) -> None:
    trace.get_tracer("test").start_span("x", attributes={"who": MARIA.name}).end()
    assert kinds(watch) == {(SPAN, NAME)}


def test_a_canary_in_what_a_process_exports_is_found(watch: Watch) -> None:
    with collecting() as told, httpx2.Client() as client:
        address = told["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces"
        packed = {"content-encoding": "gzip"}
        client.post(address, content=gzip.compress(MARIA.called.encode()), headers=packed)
    assert kinds(watch) == {(SPAN, TELEPHONE)}


def test_a_canary_in_a_metrics_label_is_found(watch: Watch) -> None:
    gauge = Gauge("leaking", "A gauge that leaks.", ["who"])
    gauge.labels(who=MARIA.numbered).set(1)
    search_metrics_of_this_process()
    REGISTRY.unregister(gauge)
    assert kinds(watch) == {(METRIC, DOCUMENT)}


@pytest.mark.parametrize("place", ["value", "key", "header"])
async def test_a_canary_on_a_topic_is_found(messaging: Messaging, place: str) -> None:
    await messaging.topics("leaking")
    sent = {"value": b"x", "key": b"x", "header": b"x", place: MARIA.name.encode()}
    await messaging.send("leaking", sent["value"], {"h": sent["header"]}, key=sent["key"])
    with another_watch() as watch:
        await search_topics(messaging.settings.kafka, messaging.settings.topic(""))
    await messaging.remove_topics()
    assert kinds(watch) == {(TOPIC, NAME)}


@pytest.mark.parametrize(
    ("kind", "stored"),
    [("text", "$1"), ("bytea", "convert_to($1, 'UTF8')"), ("jsonb", "jsonb_build_array($1::text)")],
)
async def test_a_canary_in_a_row_is_found_in_any_column(
    database: Database, server: str, kind: str, stored: str
) -> None:
    dsn = as_superuser(server, await database("shared"))
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"CREATE TABLE leak (number int, told {kind})")
    said = f"{MARIA.called} {canaries.WORDS}"
    await connection.execute(f"INSERT INTO leak VALUES (1, {stored})", said)
    with another_watch() as watch:
        await search_database(dsn)
    await connection.execute("DROP TABLE leak")
    await connection.close()
    assert kinds(watch) == {(ROW, TELEPHONE), (ROW, WORDS_SAID)}
    assert {each.where.partition(",")[0] for each in watch.found} == {"leak.told"}


def test_what_servers_wrote_and_databases_that_are_still_there_are_searched(
    server: str, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"left_{uuid4().hex[:8]}"

    async def left(statement: str) -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(statement)
        await connection.close()

    async def kept() -> None:
        there = await asyncpg.connect(at(server, name))
        await there.execute("CREATE TABLE leak (told text)")
        await there.execute("INSERT INTO leak VALUES ($1)", MARIA.name)
        await there.close()

    asyncio.run(left(f'CREATE DATABASE "{name}"'))
    asyncio.run(kept())
    (tmp_path / "postgres.log").write_text(f"duplicate key {MARIA.numbered}")
    (tmp_path / "x.template").write_text(server)
    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setenv(RUN, name)
    search_servers()
    asyncio.run(left(f'DROP DATABASE "{name}"'))
    assert kinds(watch) == {(SERVER, DOCUMENT), (ROW, NAME)}


NO_STORE = {"cache-control": "no-store"}
LINK = f'<a href="/people?asked={quote(MARIA.telephone)}">x</a>'
LEAKING: dict[str, dict[str, Any]] = {
    "/refused": {"content": MARIA.name, "status_code": 404, "headers": NO_STORE},
    "/kept": {"content": MARIA.name, "headers": {"cache-control": "private, max-age=60"}},
    "/not-kept": {"content": MARIA.name, "headers": NO_STORE},
    "/units/css-nord/wall": {"content": MARIA.name, "headers": NO_STORE},
    "/units/css-nord/kiosk": {"content": MARIA.name, "headers": NO_STORE},
    "/tickets/x": {"content": MARIA.name, "headers": NO_STORE},
    "/stream": {"content": MARIA.name, "headers": NO_STORE, "media_type": "text/event-stream"},
    "/leads": {"status_code": 303, "headers": {"location": f"/people?t={MARIA.called[1:]}"}},
    "/links": {"content": LINK, "headers": NO_STORE, "media_type": "text/html"},
}
"""What none of our applications may answer, but for the third."""


async def ask(path: str, **sent: Any) -> None:
    """Ask an application that answers so."""
    app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})

    async def answer(asked: Request) -> Response:
        await asked.body()
        return Response(**LEAKING[asked.url.path])

    app.add_route("/{path:path}", answer, methods=["GET", "POST"])
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://leaking.test") as client:
        await client.request("POST" if sent else "GET", path, **sent)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/refused", {(REFUSAL, NAME)}),
        ("/kept", {(CACHED, NAME)}),
        ("/not-kept", set()),
        ("/units/css-nord/wall", {(DISPLAY, NAME)}),
        ("/units/css-nord/kiosk", {(DISPLAY, NAME)}),
        ("/tickets/x", {(DISPLAY, NAME)}),
        ("/stream", {(DISPLAY, NAME)}),
        ("/leads", {(ADDRESS, TELEPHONE)}),
        ("/links", {(ADDRESS, TELEPHONE)}),
        (f"/not-kept?document={MARIA.document}", {(ADDRESS, DOCUMENT)}),
    ],
)
async def test_a_canary_in_an_answer_or_address_is_found(
    watch: Watch, path: str, found: set[tuple[str, str]]
) -> None:
    await ask(path)
    assert kinds(watch) == found


async def test_what_goes_in_is_counted(watch: Watch) -> None:
    await ask("/not-kept", data={"telephone": MARIA.telephone, "name": MARIA.name})
    assert watch.went_in == {TELEPHONE: 1, NAME: 1}


def test_a_canary_in_a_log_file_is_found(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "gateway-web.log").write_text(f'{{"event": "{MARIA.name}"}}\n')
    watch.look_at_files(LOG, tmp_path.glob("*.log"))
    assert kinds(watch) == {(LOG, NAME)}


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_run_in_which_a_canary_leaks_fails_and_repeats_nothing_of_it(
    tmp_path: Path, processes: str
) -> None:
    (tmp_path / "test_leak.py").write_text(LEAK)
    options = ["-q", "-n", processes, "-p", "tests.sideways.plugin", "-p", "no:cacheprovider"]
    left = {n: told for n, told in os.environ.items() if not n.startswith("PYTEST")}
    left |= {FOLDER: str(tmp_path)}  # not what this run itself will search
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={tmp_path}", "-c", os.devnull,
         str(tmp_path)],
        cwd=ROOT, env=left, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "1 passed" in done.stdout
    assert "LEAK log: a canary of the kind 'name' at test_leak.py::test_that" in done.stdout
    assert "before" not in done.stdout
    assert not canaries_in(done.stdout)


def test_a_whole_run_that_searched_nothing_fails_and_names_what_it_did_not_hear(
    tmp_path: Path,
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    (tmp_path / "test_nothing.py").write_text("def test_that_says_nothing():\n    pass\n")
    left = {n: told for n, told in os.environ.items() if not n.startswith("PYTEST")}
    left |= {FOLDER: str(tmp_path), "PYTHONPATH": str(ROOT)}
    options = ["-q", "-n", "0", "-p", "tests.sideways.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=tmp_path, env=left, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 passed" in done.stdout
    assert done.returncode == 1, done.stdout
    unheard = set(KINDS) - {METRIC}  # its own, at its end
    for what in (*(f"no {kind} was searched" for kind in unheard), "no name went in"):
        assert what in done.stdout
