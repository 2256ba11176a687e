"""What can be asked of the gateway: one function each — take, decide, keep, tell."""

from services.gateway.commands.acts_on_paper import Hours
from services.gateway.commands.agenda import (
    Booking,
    book,
    cancel,
    cancel_by_link,
    move,
    move_by_link,
)
from services.gateway.commands.asking import By
from services.gateway.commands.attendance import attend, check_in, receive, take_in
from services.gateway.commands.attendance import miss as miss_appointment
from services.gateway.commands.break_glass import (
    break_glass,
    end_break_glass,
    note_break_glass,
)
from services.gateway.commands.calling import call_next, recall
from services.gateway.commands.calling_back import Ended, reach
from services.gateway.commands.cancelling import undo_of_appointment
from services.gateway.commands.care import not_received, receive_today
from services.gateway.commands.closing import close_day
from services.gateway.commands.desks import close_desk, open_desk, pause_desk
from services.gateway.commands.entering import end_truly, enter_contact
from services.gateway.commands.erasing import Erased, Held, Why, erase_person
from services.gateway.commands.hearing import hear_places
from services.gateway.commands.households import end_link, link_people
from services.gateway.commands.kiosk import Wish, take_ticket
from services.gateway.commands.messages import Message, answer, leave_message
from services.gateway.commands.moving import Destination, pass_on, undo
from services.gateway.commands.naming_calls import name_call, write_down_caller
from services.gateway.commands.offers import answer_offer, answer_place
from services.gateway.commands.on_the_line import put_down, take_up
from services.gateway.commands.opening import Arrival, come_to_desk, open_contact
from services.gateway.commands.outcomes import answer_follow_up, attend_today, redirect
from services.gateway.commands.paper import (
    declare_gap,
    end_gap,
    gap_entered,
    reserve_block,
    withdraw_gap,
)
from services.gateway.commands.papers import note_papers
from services.gateway.commands.pending import (
    begin_call,
    give_up,
    hand_over,
    note_attempt,
    own,
    settle,
)
from services.gateway.commands.pending_undo import undo_call
from services.gateway.commands.people import correct_person, name_person, new_person, write_down
from services.gateway.commands.places import Wanted, ask_place, deal_with_place, undo_told
from services.gateway.commands.practice import invent
from services.gateway.commands.protection import (
    declare_conflict,
    end_rule,
    exclude,
    not_by_me,
)
from services.gateway.commands.referring import hear_first_visits, hear_referrals, refer
from services.gateway.commands.sealing import reseal, seal, unseal
from services.gateway.commands.serving import abandon, close, miss, park, resume, start
from services.gateway.commands.slots import close_slot, open_slots
from services.gateway.commands.substitutes import Substitution, end_substitute, set_substitute
from services.gateway.commands.telephony import Heard, Told, hear
from services.gateway.commands.triage import (
    add_reason,
    choose_centre,
    drop_reason,
    end_reason,
    lead_with,
    no_danger,
    reopen_reason,
    say_circumstances,
    triage,
)
from services.gateway.commands.visiting import enter_visit
from services.gateway.commands.ways import note_interpreter, say_intensity, say_ways

__all__ = [
    "Arrival",
    "Booking",
    "By",
    "Destination",
    "Ended",
    "Erased",
    "Heard",
    "Held",
    "Hours",
    "Message",
    "Substitution",
    "Told",
    "Wanted",
    "Why",
    "Wish",
    "abandon",
    "add_reason",
    "answer",
    "answer_follow_up",
    "answer_offer",
    "answer_place",
    "ask_place",
    "attend",
    "attend_today",
    "begin_call",
    "book",
    "break_glass",
    "call_next",
    "cancel",
    "cancel_by_link",
    "check_in",
    "choose_centre",
    "close",
    "close_day",
    "close_desk",
    "close_slot",
    "come_to_desk",
    "correct_person",
    "deal_with_place",
    "declare_conflict",
    "declare_gap",
    "drop_reason",
    "end_break_glass",
    "end_gap",
    "end_link",
    "end_reason",
    "end_rule",
    "end_substitute",
    "end_truly",
    "enter_contact",
    "enter_visit",
    "erase_person",
    "exclude",
    "gap_entered",
    "give_up",
    "hand_over",
    "hear",
    "hear_first_visits",
    "hear_places",
    "hear_referrals",
    "invent",
    "lead_with",
    "leave_message",
    "link_people",
    "miss",
    "miss_appointment",
    "move",
    "move_by_link",
    "name_call",
    "name_person",
    "new_person",
    "no_danger",
    "not_by_me",
    "not_received",
    "note_attempt",
    "note_break_glass",
    "note_interpreter",
    "note_papers",
    "open_contact",
    "open_desk",
    "open_slots",
    "own",
    "park",
    "pass_on",
    "pause_desk",
    "put_down",
    "reach",
    "recall",
    "receive",
    "receive_today",
    "redirect",
    "refer",
    "reopen_reason",
    "reseal",
    "reserve_block",
    "resume",
    "say_circumstances",
    "say_intensity",
    "say_ways",
    "seal",
    "set_substitute",
    "settle",
    "start",
    "take_in",
    "take_ticket",
    "take_up",
    "triage",
    "undo",
    "undo_call",
    "undo_of_appointment",
    "undo_told",
    "unseal",
    "withdraw_gap",
    "write_down",
    "write_down_caller",
]
