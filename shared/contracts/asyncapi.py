"""The AsyncAPI document, made from the event classes and their frozen examples."""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.contracts import Event, published

EXAMPLES = Path(__file__).parent / "examples"
DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "asyncapi.json"
CLOUD_EVENT = "CloudEvent"
DESCRIPTION = (
    "What the services tell one another. Every message is a CloudEvent in Kafka's binary mode: "
    "its attributes are headers, its value is the data. An instance with a name puts it and a dot "
    "before each address. Events of one key keep their order; a message may come more than once, "
    "with the same ce_id and ce_aggregateversion. Readers ignore fields that they do not know."
)
HEADERS: dict[str, tuple[str, dict[str, str]]] = {
    "ce_specversion": ("1.0", {"const": "1.0"}),
    "ce_id": (
        "019cadb5-5dc0-7a31-9d0e-3c1f5b7a2e64",
        {"format": "uuid", "description": "The event's id."},
    ),
    "ce_type": ("", {"description": "Which event: <owner>.<what_happened>.v<N>."}),
    "ce_source": ("/gateway", {"description": "The service that told it, with its instance."}),
    "ce_time": (
        "2026-03-02T08:17:42.218904+00:00",
        {"format": "date-time", "description": "When it was published; real time."},
    ),
    "ce_aggregateversion": (
        "1",
        {"pattern": "^[0-9]+$", "description": "The version that this event brought about."},
    ),
    "ce_sourceepoch": (
        "5f0c6f0e-4c0b-4b6e-9a53-0d6c8f1f7a11",
        {
            "format": "uuid",
            "description": "The life of the teller's database; a restored one gets another.",
        },
    ),
    "content-type": ("application/json", {"const": "application/json"}),
    "traceparent": (
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        {"description": "The trace of the request that brought it about, as W3C writes it."},
    ),
}
OPTIONAL = {"traceparent"}


def example(event: type[Event]) -> dict[str, Any]:
    """The frozen example of this type's data."""
    found: dict[str, Any] = json.loads((EXAMPLES / f"{event.type}.json").read_text())
    return found


def rendered() -> str:
    """The document as its file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def document() -> dict[str, Any]:
    """The whole document."""
    events = published()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Portes",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic, events) for topic in _topics(events)},
        "operations": {f"tell.{topic}": _operation(topic, events) for topic in _topics(events)},
        "components": {
            "messages": {event.type: _message(event) for event in events},
            "schemas": {CLOUD_EVENT: _headers(), **_schemas(events)},
        },
    }


def _topics(events: list[type[Event]]) -> list[str]:
    return sorted({event.topic for event in events})


def _on(topic: str, events: list[type[Event]]) -> list[type[Event]]:
    return [event for event in events if event.topic == topic]


def _channel(topic: str, events: list[type[Event]]) -> dict[str, Any]:
    return {
        "address": topic,
        "messages": {
            event.type: {"$ref": f"#/components/messages/{event.type}"}
            for event in _on(topic, events)
        },
    }


def _operation(topic: str, events: list[type[Event]]) -> dict[str, Any]:
    return {
        "action": "send",
        "summary": f"What {topic.split('.', maxsplit=1)[0]} tells on {topic}.",
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [
            {"$ref": f"#/channels/{topic}/messages/{event.type}"} for event in _on(topic, events)
        ],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    data = example(event)
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": _said(event),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "allOf": [{"$ref": f"#/components/schemas/{CLOUD_EVENT}"}],
            "properties": {"ce_type": {"type": "string", "const": event.type}},
        },
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
        "examples": [{"headers": _example_headers(event, data), "payload": data}],
    }


def _said(event: type[Event]) -> str:
    return (event.__doc__ or "").strip().splitlines()[0]


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name in HEADERS if name not in OPTIONAL],
        "properties": {name: {"type": "string", **rule} for name, (_, rule) in HEADERS.items()},
    }


def _example_headers(event: type[Event], data: dict[str, Any]) -> dict[str, str]:
    always = {name: value for name, (value, _) in HEADERS.items()}
    return always | {
        "ce_type": event.type,
        "ce_source": f"/{event.topic.split('.')[0]}",
        "ce_time": data["at"],
        "ce_aggregateversion": str(data["version"]),
    }


def _schemas(events: list[type[Event]]) -> dict[str, Any]:
    _, made = models_json_schema(
        [(event, "validation") for event in events], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = made["$defs"]
    return schemas
