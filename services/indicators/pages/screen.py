"""What a board's screen shows, in words of the screen."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.indicators.domain import (
    CITY,
    DISTRICT,
    MADRID,
    NEAR,
    Freshness,
    Group,
    Hand,
    Load,
    Present,
    served_by_place,
    strain,
    waiting_by_level,
)
from services.indicators.pages import charts
from services.indicators.pages.hands import asked_for, waits_ask
from services.indicators.queries import Board, Course
from shared.city import City, District, Unit, UnitKind
from shared.contracts.gateway import Level
from shared.identity import Principal
from shared.pages import N_

BANDS = ("hand", "look", "well", "unknown")
NO_DATA = N_("No data have arrived yet")
NOTHING_KNOWN = N_("Nothing is known of this moment")
ON_PAPER = N_("Works on paper")
FEW_DESKS = 9


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit on the board of several."""

    unit: Unit
    load: Load | None
    """None: nothing is known of the unit."""
    band: str
    """``hand``, ``look``, ``well`` or ``unknown``."""
    hands: list[Hand]
    """Why a hand is needed there now, as far as who waits and the desks tell."""
    spark: list[tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Who waits of one level, beside its bound."""

    group: Group
    waited: float
    """Seconds, of the one who waits longest."""
    bound_minutes: int
    share: int
    """Of the bound, in hundredths."""
    band: str


@dataclass(frozen=True, slots=True)
class DistrictCell:
    """A district on the city's board."""

    district: District
    waiting: int | None
    """None: nothing is known of any of its units."""
    band: str
    partial: bool
    """Of some units nothing is known."""


def screen(board: Board, course: Course, here: City, who: Principal) -> dict[str, Any]:
    """The context of the board's template, for one reader."""
    unit = here.unit(board.area.code)
    cells = _cells(board, course, here) if unit is None else []
    bound = _bound(here)
    desks_of = {each.code: each.desks for each in here.units}
    return {
        "board": board,
        "here": here,
        "unit": unit,
        "district": next((d for d in here.districts if DISTRICT + d.code == board.area.code), None),
        "is_city": board.area.code == CITY,
        "load": board.load,
        "on": board.at.astimezone(MADRID).date(),
        "known": board.freshness is not Freshness.UNKNOWN,
        "no_data": _no_data(board),
        "paper": [(here.unit(code), since) for code, since in board.paper],
        "gaps": [(here.unit(gap.unit), gap) for gap in board.gaps_today],
        "left_out": len(board.area.units) - len(board.by_unit),
        "cells": {band: [each for each in cells if each.band == band] for band in BANDS},
        "districts": _districts(cells, here) if board.area.code == CITY else [],
        "hands": asked_for(board, unit, bound, who),
        "levels": _levels(board, bound),
        "places": served_by_place(board.present),
        "over": strain(board.present, bound, board.at) >= 1,
        "bound_minutes": here.rules.queue.bound_minutes[Level.ORDINARY],
        "desks": {desk.number: desk for desk in board.desks},
        "desk_numbers": _desk_numbers(board, unit),
        "desks_of_area": sum(desks_of.get(code, 0) for code in board.desks_known),
        "desks_known": bool(board.desks_known),
        "closes": here.closes(unit, board.at) if unit else None,
        "quarters": course.quarters,
        "hatch": charts.HATCH,
        "arrivals": charts.arrivals(course.quarters),
        "waits": charts.waits(course.quarters, here.rules.queue.bound_minutes[Level.ORDINARY]),
        "is_phone": unit is not None and unit.kind is UnitKind.TELEPHONE,
    }


def _no_data(board: Board) -> str:
    if len(board.paper) == len(board.area.units):
        return ON_PAPER
    return NO_DATA if board.live else NOTHING_KNOWN


def _levels(board: Board, bound: Callable[[str | None], float]) -> list[LevelRow]:
    rows = []
    for group in waiting_by_level(board.present):
        waited = max(0.0, (board.at - group.since).total_seconds())
        share = waited / bound(group.of)
        minutes = round(bound(group.of) / 60)
        rows.append(LevelRow(group, waited, minutes, min(round(100 * share), 100), _band(share)))
    return rows


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
            load = board.by_unit.get(code)
            band = _band(strain(at_unit[code], _bound(here), board.at)) if load else "unknown"
            spark = charts.spark(course.waited.get(code, ()), top) if load else []
            why = waits_ask(board, unit, at_unit[code], _bound(here)) if band == "hand" else []
            cells.append(Cell(unit, load, band, why, spark))
    return sorted(cells, key=lambda cell: -((cell.load and cell.load.longest) or -1))


def _band(share: float) -> str:
    if share >= 1:
        return "hand"
    return "look" if share >= NEAR else "well"


def _districts(cells: list[Cell], here: City) -> list[DistrictCell]:
    told = []
    for district in here.districts:
        mine = [cell for cell in cells if cell.unit.district == district.code]
        loads = [cell.load for cell in mine if cell.load]
        worst = next((band for band in BANDS if band in {cell.band for cell in mine}), "well")
        waiting = sum(load.waiting for load in loads) if loads else None
        if mine:
            told.append(DistrictCell(district, waiting, worst, len(loads) < len(mine)))
    return told
