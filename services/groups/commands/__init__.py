"""What can be asked for: each takes, decides, keeps and tells."""

from services.groups.commands.answering import (
    NOBODY,
    answer,
    answer_by_event,
    answer_by_link,
    pass_all_on,
    pass_on,
    told,
    untold,
    wait_again,
)
from services.groups.commands.asking import By
from services.groups.commands.attending import Coming, close_sheet, count, mark, mark_all
from services.groups.commands.enrolling import (
    Asked,
    Enrolling,
    ask,
    ask_by_event,
    enrol,
    enrol_publicly,
)
from services.groups.commands.partners import (
    answer_theirs,
    enrol_theirs,
    told_theirs,
    untold_theirs,
)
from services.groups.commands.sessions import (
    NewSeries,
    cancel,
    change_capacity,
    change_facilitators,
    entrust,
    open_series,
    publish,
    publish_series,
)
from services.groups.store.people import Attendee

__all__ = [
    "NOBODY",
    "Asked",
    "Attendee",
    "By",
    "Coming",
    "Enrolling",
    "NewSeries",
    "answer",
    "answer_by_event",
    "answer_by_link",
    "answer_theirs",
    "ask",
    "ask_by_event",
    "cancel",
    "change_capacity",
    "change_facilitators",
    "close_sheet",
    "count",
    "enrol",
    "enrol_publicly",
    "enrol_theirs",
    "entrust",
    "mark",
    "mark_all",
    "open_series",
    "pass_all_on",
    "pass_on",
    "publish",
    "publish_series",
    "told",
    "told_theirs",
    "untold",
    "untold_theirs",
    "wait_again",
]
