"""What services tell one another: released once, read for ever, and never about a person."""

import json
import subprocess
from pathlib import Path
from typing import ClassVar

import jsonschema_rs
import pytest
from pydantic import BaseModel

from shared.contracts import Event, event_types, published
from shared.contracts.asyncapi import DOCUMENT, EXAMPLES, document, rendered
from shared.contracts.gateway import DeskChanged, contact_id
from shared.contracts.shapes import ABSENT, breaks, released, shape_of
from tests.dependencies import BROWSER_TESTS, node

CODES = {"code", "unit", "centre", "reason", "owner", "care_unit", "to_unit", "organisation"}
CODES |= {"programme", "language", "why", "missing[]", "elsewhere"}
"""The only strings that are neither a vocabulary, an id nor a time: codes of the city folder."""
SAFE_KINDS = {
    ABSENT,
    "null",
    "uuid",
    "date-time",
    "integer",
    "number",
    "boolean",
    "array",
    "object",
}
TYPES = sorted(event_types())


def changed(**fields: list[str] | None) -> dict[str, list[str]]:
    """A small shape with some fields set otherwise, or left out."""
    shape: dict[str, list[str] | None] = {
        "at": ["date-time"],
        "state": ["=open", "=closed"],
        "reason": [ABSENT, "string", "null"],
        **fields,
    }
    return {path: kinds for path, kinds in shape.items() if kinds is not None}


def leaks(shape: dict[str, list[str]]) -> list[str]:
    """The fields of a shape in which somebody could write a name."""
    return [
        path
        for path, kinds in shape.items()
        if path.rpartition(".")[2] not in CODES
        and any(kind not in SAFE_KINDS and not kind.startswith("=") for kind in kinds)
    ]


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_an_example_that_reads_and_writes_alike(name: str) -> None:
    frozen = json.loads((EXAMPLES / f"{name}.json").read_text())
    event = event_types()[name].model_validate(frozen)
    assert json.loads(event.model_dump_json()) == frozen


def test_there_is_no_example_of_a_type_that_does_not_exist() -> None:
    assert sorted(path.stem for path in EXAMPLES.iterdir()) == TYPES


@pytest.mark.parametrize("name", TYPES)
def test_a_released_type_keeps_its_frozen_shape_and_only_gains_optional_fields(name: str) -> None:
    event = event_types()[name]
    frozen = released().get(name)
    assert frozen is not None, f"{name} is not frozen yet: python -m shared.contracts"
    assert breaks(frozen, shape_of(event)) == [], "a changed meaning is a new version"


def test_what_is_frozen_is_what_is_told_now() -> None:
    now = {event.type: shape_of(event) for event in published()}
    assert released() == now, "run: python -m shared.contracts"


def test_a_readers_example_of_the_future_is_read_without_its_new_fields() -> None:
    frozen = json.loads((EXAMPLES / "gateway.desk_changed.v1.json").read_text())
    event_type = event_types()["gateway.desk_changed.v1"]
    assert event_type.model_validate(frozen | {"later": 1}) == event_type.model_validate(frozen)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (changed(at=None), "at is gone"),
        (changed(state=["=open"]), "state was =closed before"),
        (changed(at=["date-time", "null"]), "at may now be null"),
        (changed(at=[ABSENT, "date-time"]), "at may now be absent"),
        (changed(at=["integer"]), "at was date-time before"),
        (changed(reason=["string", "null"]), "reason was optional before"),
        (changed(reason=[ABSENT, "null", "string", "=x"]), "reason is now a vocabulary"),
        (changed(desk=["integer"]), "desk is new and not optional"),
    ],
)
def test_a_change_that_breaks_readers_is_named(new: dict[str, list[str]], reason: str) -> None:
    assert reason in breaks(changed(), new)


@pytest.mark.parametrize(
    "new",
    [
        changed(),
        changed(desk=[ABSENT, "integer", "null"]),
        changed(state=["=open", "=closed", "=paused"]),
        changed(**{"spans": [ABSENT, "array"], "spans[]": ["object"], "spans[].at": ["date-time"]}),
    ],
)
def test_a_change_that_breaks_nobody_is_let_through(new: dict[str, list[str]]) -> None:
    assert breaks(changed(), new) == []


def test_the_shape_of_a_class_says_what_may_stand_in_each_field() -> None:
    class Inner(BaseModel):
        until: int | None = None

    class Sketched(Event):
        """Not under shared.contracts, so it is not published."""

        type: ClassVar[str] = "test.sketched.v1"
        topic: ClassVar[str] = "test.sketches"
        words: dict[str, str]
        inner: tuple[Inner, ...]

    assert shape_of(Sketched) == {
        "at": ["date-time"],
        "version": ["integer"],
        "words": ["map"],
        "inner": ["array"],
        "inner[]": ["object"],
        "inner[].until": [ABSENT, "integer", "null"],
    }
    assert leaks(dict(shape_of(Sketched))) == ["words"]


@pytest.mark.parametrize("name", TYPES)
def test_no_event_has_room_for_free_text(name: str) -> None:
    assert leaks(dict(shape_of(event_types()[name]))) == []


def test_only_events_that_hand_somebody_on_say_whom_by_an_identifier() -> None:
    naming = {name for name in TYPES if "person_id" in event_types()[name].model_fields}
    assert naming == {
        "gateway.person_erased.v1",
        "gateway.place_asked.v1",
        "gateway.referral_asked.v1",
        "groups.place_changed.v1",
        "referrals.first_visit_asked.v1",
        "referrals.place_asked.v1",
        "referrals.referral_changed.v1",
    }


def test_free_text_is_noticed_wherever_it_hides() -> None:
    assert leaks({"note": ["string"], "spans[].name": [ABSENT, "string"], "unit": ["string"]}) == [
        "note",
        "spans[].name",
    ]


@pytest.mark.parametrize("event", published(), ids=lambda event: event.type)
def test_a_types_name_says_owner_and_version_and_its_topic_is_the_owners(
    event: type[Event],
) -> None:
    owner, _, rest = event.type.partition(".")
    assert event.topic.startswith(f"{owner}.")
    assert rest.rpartition(".v")[2].isdecimal()


def test_the_asyncapi_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text() == rendered(), "run: python -m shared.contracts"


def test_the_asyncapi_document_holds_every_type_with_its_example() -> None:
    whole = document()
    messages = whole["components"]["messages"]
    told = [name for channel in whole["channels"].values() for name in channel["messages"]]
    assert sorted(told) == sorted(messages) == TYPES
    assert all(message["examples"][0]["payload"] for message in messages.values())


def validated(path: Path) -> str:
    command = [str(node()), str(BROWSER_TESTS / "asyncapi.mjs"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


@pytest.mark.needs("node", "npm packages")
def test_the_asyncapi_document_is_valid() -> None:
    assert validated(DOCUMENT) == ""


@pytest.mark.needs("node", "npm packages")
def test_a_broken_document_would_not_pass_for_valid(tmp_path: Path) -> None:
    whole = document()
    whole["components"]["messages"]["gateway.desk_changed.v1"]["payload"] = {"type": "desk"}
    path = tmp_path / "asyncapi.json"
    path.write_text(json.dumps(whole))
    assert "payload" in validated(path)


@pytest.mark.parametrize("name", TYPES)
def test_the_documents_examples_fit_its_own_schemas(name: str) -> None:
    whole = document()
    message = whole["components"]["messages"][name]
    [example] = message["examples"]
    for part in ("headers", "payload"):
        schema = {**message[part], "components": whole["components"]}
        jsonschema_rs.validate(schema, example[part])
        assert not jsonschema_rs.is_valid(schema, {})


def test_a_version_made_from_the_one_before_leaves_that_one_published() -> None:
    class Later(DeskChanged):
        """Not under shared.contracts, so it is not published itself."""

        type: ClassVar[str] = "gateway.desk_changed.v9"

    assert DeskChanged in published()
    assert Later not in published()


def test_a_call_s_contact_has_the_id_that_it_always_had() -> None:
    known = "1789380a-d809-59f4-b6da-0d3045af5549"
    assert str(contact_id("c-20260302-000017")) == known
