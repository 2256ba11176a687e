"""One function per screen or answer; nothing here changes anything."""

from services.indicators.queries.boards import Board, boards, past_board
from services.indicators.queries.calls import CallsOfDay, CallsOfHour, calls_of_day
from services.indicators.queries.courses import Course, Quarter, course
from services.indicators.queries.done import Done, done
from services.indicators.queries.doors import doors, past_doors
from services.indicators.queries.feeds import feeds
from services.indicators.queries.figures import Asked, Stretch, stretches
from services.indicators.queries.gaps import gaps, on_paper
from services.indicators.queries.handed import handeds
from services.indicators.queries.hearing import Hearing, handed_known, hearing
from services.indicators.queries.measuring import (
    Days,
    Moment,
    Reading,
    Time,
    readings,
    time_used,
    today,
)
from services.indicators.queries.pending import ToDo, to_do
from services.indicators.queries.present import known_units, phone_load, present_at
from services.indicators.queries.standing import heard, standing
from services.indicators.queries.tallies import Tally, tally
from services.indicators.queries.work import works

__all__ = [
    "Asked",
    "Board",
    "CallsOfDay",
    "CallsOfHour",
    "Course",
    "Days",
    "Done",
    "Hearing",
    "Moment",
    "Quarter",
    "Reading",
    "Stretch",
    "Tally",
    "Time",
    "ToDo",
    "boards",
    "calls_of_day",
    "course",
    "done",
    "doors",
    "feeds",
    "gaps",
    "handed_known",
    "handeds",
    "heard",
    "hearing",
    "known_units",
    "on_paper",
    "past_board",
    "past_doors",
    "phone_load",
    "present_at",
    "readings",
    "standing",
    "stretches",
    "tally",
    "time_used",
    "to_do",
    "today",
    "works",
]
