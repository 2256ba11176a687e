"""The OpenAPI documents are complete: examples, problems, command ids, ways to sign in."""

from importlib import import_module
from itertools import chain
from typing import Any

import jsonschema_rs
import pytest

SERVICES = ("gateway", "referrals", "groups", "indicators")


def document(service: str) -> dict[str, Any]:
    told: dict[str, Any] = import_module(f"services.{service}.app").create_app().openapi()
    return told


def operations(service: str) -> list[Any]:
    told = document(service)
    return [
        pytest.param(told, method, operation, id=f"{method} {path}")
        for path, item in told["paths"].items()
        for method, operation in item.items()
    ]


EVERY = [each for service in SERVICES for each in operations(service)]
of_each = pytest.mark.parametrize(("told", "method", "operation"), EVERY)


def resolved(told: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The shapes that it may have."""
    if "$ref" in schema:
        return [told["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]]
    if "anyOf" in schema:
        return [shape for each in schema["anyOf"] for shape in resolved(told, each)]
    return [schema]


@of_each
def test_an_operation_says_what_it_does_and_how_it_is_refused(told, method, operation) -> None:
    assert operation["description"]
    assert operation["security"] == [{"session": []}, {"key": []}]
    refused = {status for status in operation["responses"] if status[0] in "45"}
    assert {"401", "403", "404", "422", "503"} <= refused
    for status in refused:
        content = operation["responses"][status]["content"]["application/problem+json"]
        assert content["examples"]


@of_each
def test_a_change_asks_for_a_command_id(told, method, operation) -> None:
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    only_asks = method == "get" or "x-only-asks" in operation
    assert ("Idempotency-Key" in names) != only_asks


@of_each
def test_bodies_and_answers_have_examples_that_fit(told, method, operation) -> None:
    contents = [
        operation["responses"][s]["content"] for s in ("200", "201") if s in operation["responses"]
    ]
    if "requestBody" in operation:
        contents.append(operation["requestBody"]["content"])
    shapes = [resolved(told, each["application/json"]["schema"]) for each in contents]
    for schema in chain.from_iterable(shapes):
        assert schema.get("examples"), schema.get("title")
        for example in schema["examples"]:
            jsonschema_rs.validate(schema | {"components": told["components"]}, example)
