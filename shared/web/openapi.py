"""The OpenAPI document: what FastAPI knows, and what surrounds every operation."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

from shared.errors import Refused, refusals

PROBLEM = "application/problem+json"
SCHEMA = {
    "title": "Problem",
    "description": "What cannot be done, and why (RFC 9457). It never repeats what was sent.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Places of mistakes, as JSON pointers, and the rules they break.",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string"},
                    "pointer": {"type": "string"},
                    "rule": {"type": "string"},
                },
            },
        },
    },
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "The command's own id: sent again with the same body it gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "0198c5f2-6f1e-7d43-9b0e-2f6c1d7a9e11",
}
SECURITY = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "portes_session",
        "description": "Begins with `__Host-` by TLS and has the instance's name. "
        "A change needs `Origin` beside it.",
    },
    "key": {"type": "http", "scheme": "bearer"},
}
READING = frozenset({401, 403, 404, 421, 422, 429, 503})
ASKING = READING | {400, 413, 415}
CHANGING = READING | {400, 409, 412, 413, 415}


def complete(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """FastAPI's document with problems, command ids and ways to sign in; made once."""
    plain = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(plain())
        return app.openapi_schema

    return document


def _completed(told: dict[str, Any]) -> dict[str, Any]:
    parts = told.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for schema in schemas.values():
        for example in schema.get("examples", ()):
            _say_nulls(example, schema, schemas)
    schemas["Problem"] = SCHEMA
    parts["securitySchemes"] = SECURITY
    for method, operation in _operations(told):
        _surround(method, operation)
    return told


def _operations(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in told["paths"].values():
        yield from item.items()


def _surround(method: str, operation: dict[str, Any]) -> None:
    only_asks = operation.get("x-only-asks", False)
    reads = method == "get" or only_asks
    operation["security"] = [{name: []} for name in SECURITY]
    if not reads:
        operation.setdefault("parameters", []).append(KEY)
    operation["responses"].pop("422", None)
    for status in sorted(ASKING if only_asks else READING if reads else CHANGING):
        operation["responses"][str(status)] = _response(status)


def _response(status: int) -> dict[str, Any]:
    kinds = {kind.code: kind for kind in _telling(refusals()) if kind.status == status}
    return {
        "description": " / ".join(kind.title for kind in kinds.values()) or "Refused",
        "content": {
            PROBLEM: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"value": _example(kind)} for code, kind in kinds.items()},
            }
        },
    }


def _telling(kinds: Iterator[type[Refused]]) -> Iterator[type[Refused]]:
    """Those that are told as themselves, in a fixed order."""
    return iter(sorted((kind for kind in kinds if kind is not Refused), key=lambda k: k.code))


def _example(kind: type[Refused]) -> dict[str, Any]:
    return {"type": f"/problems/{kind.code}", "title": kind.title, "status": kind.status}


def _say_nulls(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Give examples back the nulls that FastAPI leaves out, where a field is always there."""
    schema = schemas.get(schema.get("$ref", "").rpartition("/")[-1], schema)
    if isinstance(value, list):
        for each in value:
            _say_nulls(each, schema.get("items", {}), schemas)
    elif isinstance(value, dict):
        for name in schema.get("required", ()):
            value.setdefault(name, None)
        for name, field in schema.get("properties", {}).items():
            _say_nulls(value.get(name), field, schemas)
