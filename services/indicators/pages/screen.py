"""What a board's screen shows, in words of the screen."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.indicators.domain import CITY, DISTRICT, WAITS, Load, Present, strain
from services.indicators.pages import charts
from services.indicators.queries import Board, Course
from shared.city import City, District, Unit, UnitKind
from shared.contracts.gateway import Level

NEAR = 0.8
"""From this share of a bound on, a unit is near its limit."""
FEW_DESKS = 9
SHOWN = 60
"""How many codes a list shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit on the board of several."""

    unit: Unit
    load: Load
    band: str
    """``hand``, ``look`` or ``well``."""
    spark: list[tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class DistrictCell:
    """A district on the city's board."""

    district: District
    waiting: int
    band: str


def screen(board: Board, course: Course, here: City) -> dict[str, Any]:
    """The context of the board's template."""
    unit = here.unit(board.area.code)
    cells = _cells(board, course, here) if unit is None else []
    people = sorted(board.present, key=lambda each: -each.waited(board.at))
    bound = _bound(here)
    desks_of = {each.code: each.desks for each in here.units}
    return {
        "board": board,
        "here": here,
        "unit": unit,
        "district": next((d for d in here.districts if DISTRICT + d.code == board.area.code), None),
        "is_city": board.area.code == CITY,
        "load": board.load,
        "cells": {band: [c for c in cells if c.band == band] for band in ("hand", "look", "well")},
        "districts": _districts(cells, here) if board.area.code == CITY else [],
        "waiting": [each for each in people if each.state in WAITS][:SHOWN],
        "serving": [each for each in people if each.state in {"serving", "parked"}][:SHOWN],
        "shown": SHOWN,
        "over": strain(board.present, bound, board.at) >= 1,
        "bound_minutes": here.rules.queue.bound_minutes[Level.ORDINARY],
        "desks": {desk.number: desk for desk in board.desks},
        "desk_numbers": _desk_numbers(board, unit),
        "desks_of_area": sum(desks_of.get(code, 0) for code in board.area.units),
        "closes": here.closes(unit, board.at) if unit else None,
        "quarters": course.quarters,
        "arrivals": charts.arrivals(course.quarters),
        "waits": charts.waits(course.quarters, here.rules.queue.bound_minutes[Level.ORDINARY]),
        "is_phone": unit is not None and unit.kind is UnitKind.TELEPHONE,
    }


def _desk_numbers(board: Board, unit: Unit | None) -> list[int]:
    """The desks that are drawn: all of a few, of many only those that work."""
    if unit is None:
        return []
    if unit.desks <= FEW_DESKS:
        return list(range(1, unit.desks + 1))
    return [desk.number for desk in board.desks if desk.state != "closed"]


def _bound(here: City) -> Callable[[str | None], float]:
    rules = here.rules.queue

    def bound(level: str | None) -> float:
        seconds: timedelta = rules.bound(Level(level) if level else None)
        return seconds.total_seconds()

    return bound


def _cells(board: Board, course: Course, here: City) -> list[Cell]:
    at_unit: defaultdict[str, list[Present]] = defaultdict(list)
    for each in board.present:
        at_unit[each.unit].append(each)
    top = max((max(row, default=0) for row in course.waited.values()), default=0)
    cells = []
    for code in board.area.units:
        unit = here.unit(code)
        if unit is not None:
            band = _band(strain(at_unit[code], _bound(here), board.at))
            spark = charts.spark(course.waited.get(code, ()), top)
            cells.append(Cell(unit, board.by_unit[code], band, spark))
    return sorted(cells, key=lambda cell: -(cell.load.longest or -1))


def _band(share: float) -> str:
    if share >= 1:
        return "hand"
    return "look" if share >= NEAR else "well"


def _districts(cells: list[Cell], here: City) -> list[DistrictCell]:
    told = []
    for district in here.districts:
        mine = [cell for cell in cells if cell.unit.district == district.code]
        bands = {cell.band for cell in mine}
        worst = next((band for band in ("hand", "look") if band in bands), "well")
        if mine:
            told.append(DistrictCell(district, sum(c.load.waiting for c in mine), worst))
    return told
