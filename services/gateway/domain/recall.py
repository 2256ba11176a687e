"""Called and not there: how often again, how long then, and where they stand if they wait again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway.domain import acts, queue
from services.gateway.domain.acts import Done
from services.gateway.domain.contact import Contact
from services.gateway.domain.queue import QueueOrder
from services.gateway.domain.refusals import CallAgain, CalledEnough, GraceRuns
from shared.city import QueueRules, RecallRules, Reentry


def call_again(contact: Contact, rules: QueueRules, *, at: datetime) -> Done:
    """The same desk calls once more. Raises ``CalledEnough`` after as often as the unit calls."""
    again = acts.recall(contact, at=at)  # the state is refused first
    if rules.recall_of(contact.unit) and contact.calls >= rules.calls_of(contact.unit):
        raise CalledEnough
    return again


def did_not_come(
    contact: Contact, others: Iterable[Contact], rules: QueueRules, *, at: datetime
) -> Done:
    """They wait again, or are missed, as their unit does it; ``others`` wait there.

    Raises ``CallAgain`` before it was called as often as the unit calls; ``GraceRuns`` before
    they had their time to come.
    """
    rule = rules.recall_of(contact.unit)
    if rule is None:
        return acts.miss(contact, at=at)
    order = QueueOrder({level: rules.bound(level) for level in queue.RANK}, rules.untriaged)
    # the state is refused first
    missed = acts.miss(contact, at=at)
    if contact.calls < rules.calls_of(contact.unit):
        raise CallAgain
    if at < grace_ends(contact, rule):
        raise GraceRuns
    if contact.returns >= rule.returns:
        return missed
    return acts.wait_again(contact, goes_first(contact, others, rule, order, at=at), at=at)


def grace_ends(contact: Contact, rule: RecallRules) -> datetime:
    """Until when they may still come after the last call."""
    called = contact.called_at or contact.spans[-1].at
    return called + timedelta(minutes=rule.grace_minutes)


def goes_first(
    contact: Contact,
    others: Iterable[Contact],
    rule: RecallRules,
    order: QueueOrder,
    *,
    at: datetime,
) -> tuple[UUID, ...]:
    """Who goes before somebody that waits again; never anybody of a lesser rank."""
    if rule.place is Reentry.ITS_OWN:
        return ()
    rank = order.rank(contact, at)
    line = [c for c in queue.ordered(others, order, at) if order.rank(c, at) <= rank]
    ahead = line[: rule.behind] if rule.place is Reentry.AFTER else line
    return tuple(each.id for each in ahead if each.id != contact.id)
