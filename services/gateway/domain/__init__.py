"""What is true of contacts, desks, calls and queues; nothing here awaits or reads a clock."""

from services.gateway.domain.access import Belonging, ContactFacts, PersonFacts
from services.gateway.domain.break_glass import Breaking, Opened, Reason
from services.gateway.domain.calls import Call, CallEvent, Known, Origin, learn
from services.gateway.domain.contact import AT_A_DESK, ENDED, Contact
from services.gateway.domain.desk import Desk
from services.gateway.domain.follow_up import Arrived
from services.gateway.domain.households import Kind, Link
from services.gateway.domain.interpreting import Step
from services.gateway.domain.matters import Ending
from services.gateway.domain.people import Asked, Identity, Person
from services.gateway.domain.queue import QueueOrder, Why
from services.gateway.domain.sealing import Because, SealReason, because
from services.gateway.domain.triage import Proposal, Triage
from services.gateway.domain.ways import Ways, WaysSaid

__all__ = [
    "AT_A_DESK",
    "ENDED",
    "Arrived",
    "Asked",
    "Because",
    "Belonging",
    "Breaking",
    "Call",
    "CallEvent",
    "Contact",
    "ContactFacts",
    "Desk",
    "Ending",
    "Identity",
    "Kind",
    "Known",
    "Link",
    "Opened",
    "Origin",
    "Person",
    "PersonFacts",
    "Proposal",
    "QueueOrder",
    "Reason",
    "SealReason",
    "Step",
    "Triage",
    "Ways",
    "WaysSaid",
    "Why",
    "because",
    "learn",
]
