"""The frozen shape of each released event type, and what a change to it would break.

A shape says for each field, by its path, what may stand there: kinds (``date-time``, ``uuid``,
``string``, ``integer`` …), the values of a closed vocabulary as ``=value``, and ``absent``.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.contracts.event import Event

RELEASED = Path(__file__).parent / "released.json"
ABSENT = "absent"

Shape = Mapping[str, list[str]]


def shape_of(event: type[Event]) -> Shape:
    """The shape of this class as it is now."""
    schema = event.model_json_schema()
    return dict(_Reader(schema.get("$defs", {})).fields(schema, ""))


def released() -> dict[str, Shape]:
    """The frozen shapes by type."""
    found: dict[str, Shape] = json.loads(RELEASED.read_text())
    return found


def written(shapes: Mapping[str, Shape]) -> str:
    """Shapes as the file holds them: one field a line."""
    types = []
    for name, shape in sorted(shapes.items()):
        fields = ",\n".join(f"    {json.dumps(path)}: {json.dumps(k)}" for path, k in shape.items())
        types.append(f"  {json.dumps(name)}: {{\n{fields}\n  }}")
    return "{\n" + ",\n".join(types) + "\n}\n"


def breaks(old: Shape, new: Shape) -> list[str]:
    """Why readers of the old shape would break; empty when it only gained optional fields."""
    found = []
    for path, was in old.items():
        if path not in new:
            found.append(f"{path} is gone")
        else:
            found += _differences(path, set(was), set(new[path]))
    for path in sorted(new.keys() - old.keys()):
        if ABSENT not in new[path] and not _inside_new(path, old):
            found.append(f"{path} is new and not optional")
    return found


def _differences(path: str, was: set[str], now: set[str]) -> Iterator[str]:
    for gone in sorted(was - now):
        yield f"{path} was {gone} before" if gone != ABSENT else f"{path} was optional before"
    for fresh in sorted(now - was):
        if not fresh.startswith("="):
            yield f"{path} may now be {fresh}"
        elif not any(kind.startswith("=") for kind in was):
            yield f"{path} is now a vocabulary"


def _inside_new(path: str, old: Shape) -> bool:
    """Whether the field is within another new one, whose being optional is what counts."""
    holder = path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]
    return bool(holder) and holder not in old


class _Reader:
    """Walks a JSON schema with its definitions."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def fields(self, schema: Mapping[str, Any], before: str) -> Iterator[tuple[str, list[str]]]:
        required = schema.get("required", [])
        for name, inner in schema["properties"].items():
            path = f"{before}{name}"
            ways = list(self._ways(inner))
            kinds = [kind for way in ways for kind in _kinds(way)]
            yield path, kinds if name in required else [ABSENT, *kinds]
            for way in ways:
                yield from self._inside(way, path)

    def _inside(self, way: Mapping[str, Any], path: str) -> Iterator[tuple[str, list[str]]]:
        if "properties" in way:
            yield from self.fields(way, f"{path}.")
        if "items" in way:
            items = list(self._ways(way["items"]))
            yield f"{path}[]", [kind for item in items for kind in _kinds(item)]
            for item in items:
                yield from self._inside(item, f"{path}[]")

    def _ways(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        if "$ref" in schema:
            yield from self._ways(self._definitions[schema["$ref"].rpartition("/")[2]])
        elif "anyOf" in schema:
            for way in schema["anyOf"]:
                yield from self._ways(way)
        else:
            yield schema


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    if "const" in schema:
        return [f"={schema['const']}"]
    if "enum" in schema:
        return [f"={value}" for value in schema["enum"]]
    if schema.get("type") == "object" and "properties" not in schema:
        return ["map"]
    return [str(schema.get("format") or schema.get("type", "anything"))]
