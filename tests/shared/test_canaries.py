"""What is sent to us leaves by no side door: not in spans, metrics, logs or answers."""

import io
import json
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any
from uuid import uuid4

import httpx2
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared import telemetry
from shared.consumer import Consumer, Told
from shared.contracts.gateway import DeskChanged
from shared.db import Tx
from shared.identity import Role
from tests.fixtures.canaries import MISPLACED as CANARY
from tests.fixtures.cities import NORD, a_city, load_city
from tests.fixtures.messaging import Messaging, desk_changed, headers_of, until
from tests.fixtures.web import Serving, command
from tests.shared.hearing import TOPIC, Hearing
from tests.shared.test_telemetry import logging_to_stdout

JSON = {"content-type": "application/json"}


async def ask(client: httpx2.AsyncClient) -> list[httpx2.Response]:
    """Requests with the canary in every place that a request has."""
    contacts = f"/api/units/{NORD}/contacts"
    return [
        await client.get(f"/api/units/{CANARY}/queue"),
        await client.get(f"/api/units/{NORD}/queue?after={CANARY}&{CANARY}=1"),
        await client.get(f"/{CANARY}", headers={"x-canary": CANARY, "traceparent": CANARY}),
        await client.get("/api/contacts/" + CANARY, headers={"if-match": CANARY}),
        await client.post(contacts, json={"reason": CANARY}, headers=command()),
        await client.post(contacts, json={CANARY: CANARY}, headers=command()),
        await client.post(contacts, content=CANARY, headers=command() | JSON),
        await client.post(contacts, json={"door": "desk"}, headers={"Idempotency-Key": CANARY}),
        await client.post("/sign-in", data={"user_name": CANARY, "password": CANARY}),
        await client.get("/", headers={"cookie": f"portes_session={CANARY}"}),
    ]


async def test_no_request_leaves_a_trace_of_what_it_said(
    serving: Serving, spans: InMemorySpanExporter
) -> None:
    served = await serving.service("gateway")
    await load_city(served.around.pool, a_city())
    printed = io.StringIO()
    with redirect_stdout(printed):
        telemetry.log_to_stdout("gateway", "web")
        answers = await ask(await served.signed_in({Role.RECEPTION}))
    told = [answer.text for answer in answers]
    told += [span.to_json() for span in spans.get_finished_spans()]
    told += [telemetry.exposition().decode(), printed.getvalue()]
    assert spans.get_finished_spans()
    assert [text for text in told if CANARY in text] == []


async def test_a_message_that_cannot_be_read_says_nothing_of_itself(
    messaging: Messaging, hearing: Hearing, spans: InMemorySpanExporter
) -> None:
    printed = io.StringIO()
    broken = json.dumps({"unit": CANARY, CANARY: 1}).encode()
    headers = headers_of(desk_changed(), uuid4())

    async def reasons() -> list[str]:
        return [str(row[0]) for row in await hearing.rows("SELECT reason FROM parked_event")]

    with redirect_stdout(printed), logging_to_stdout():
        await messaging.send(TOPIC, broken, headers, CANARY.encode())
        task = messaging.start(hearing.consumer())
        await until(lambda: '"parked"' in printed.getvalue())
        await messaging.stop(task)
    told = [*await reasons(), telemetry.exposition().decode(), printed.getvalue()]
    told += [span.to_json() for span in spans.get_finished_spans()]
    assert [text for text in told if CANARY in text] == []


async def test_a_reaction_that_fails_says_nothing_of_what_it_was_told(
    messaging: Messaging, hearing: Hearing, spans: InMemorySpanExporter
) -> None:
    printed = io.StringIO()

    async def fail(_tx: Tx, told: Sequence[Told[Any]]) -> None:
        raise ValueError(f"{CANARY}: {told[0].event.unit}")

    consumer = Consumer(
        messaging.pool, messaging.settings, "hearing", reactions={DeskChanged: fail}, topics=[TOPIC]
    )
    with redirect_stdout(printed), logging_to_stdout():
        await messaging.send_event(desk_changed(unit=CANARY))
        task = messaging.start(consumer)
        await until(consumer.pauses.named)
        await messaging.stop(task)
    noted = await hearing.rows("SELECT topic, paused_reason FROM consumer_position")
    told = [str(noted), str(consumer.pauses.named()), printed.getvalue()]
    told += [span.to_json() for span in spans.get_finished_spans()]
    told += [telemetry.exposition().decode()]
    assert '"ValueError"' in printed.getvalue()
    assert [text for text in told if CANARY in text] == []
