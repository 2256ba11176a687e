"""What can be asked of the gateway: one function each — take, decide, keep, tell."""

from services.gateway.commands.asking import By
from services.gateway.commands.break_glass import (
    break_glass,
    end_break_glass,
    note_break_glass,
)
from services.gateway.commands.calling import call_next, recall
from services.gateway.commands.closing import close_day
from services.gateway.commands.desks import close_desk, open_desk, pause_desk
from services.gateway.commands.erasing import Erased, Held, Why, erase_person
from services.gateway.commands.moving import Destination, pass_on, undo
from services.gateway.commands.opening import Arrival, open_contact
from services.gateway.commands.paper import (
    declare_gap,
    end_gap,
    end_truly,
    enter_contact,
    gap_entered,
    reserve_block,
    withdraw_gap,
)
from services.gateway.commands.people import correct_person, name_person, new_person
from services.gateway.commands.protection import (
    declare_conflict,
    end_rule,
    exclude,
    not_by_me,
)
from services.gateway.commands.sealing import reseal, seal, unseal
from services.gateway.commands.serving import abandon, close, miss, park, resume, start
from services.gateway.commands.telephony import Heard, Told, hear
from services.gateway.commands.triage import (
    add_reason,
    drop_reason,
    end_reason,
    lead_with,
    no_danger,
    reopen_reason,
    say_circumstances,
    triage,
)

__all__ = [
    "Arrival",
    "By",
    "Destination",
    "Erased",
    "Heard",
    "Held",
    "Told",
    "Why",
    "abandon",
    "add_reason",
    "break_glass",
    "call_next",
    "close",
    "close_day",
    "close_desk",
    "correct_person",
    "declare_conflict",
    "declare_gap",
    "drop_reason",
    "end_break_glass",
    "end_gap",
    "end_reason",
    "end_rule",
    "end_truly",
    "enter_contact",
    "erase_person",
    "exclude",
    "gap_entered",
    "hear",
    "lead_with",
    "miss",
    "name_person",
    "new_person",
    "no_danger",
    "not_by_me",
    "note_break_glass",
    "open_contact",
    "open_desk",
    "park",
    "pass_on",
    "pause_desk",
    "recall",
    "reopen_reason",
    "reseal",
    "reserve_block",
    "resume",
    "say_circumstances",
    "seal",
    "start",
    "triage",
    "undo",
    "unseal",
    "withdraw_gap",
]
