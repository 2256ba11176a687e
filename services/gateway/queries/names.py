"""People whose names are alike, for those who have to do with them already."""

from services.gateway import store
from services.gateway.domain import access
from services.gateway.queries.people import Found, Looking, limited
from services.gateway.store.names import Likeness, alike
from services.gateway.store.people import Sealed
from shared.audit import Look, record
from shared.db import Tx

MOST_SHOWN = 8
"""Of more nobody is shown: whoever asks has to say more."""
Weighed = list[tuple[Likeness, Look, Sealed]]


async def search_by_name(tx: Tx, name: str, looking: Looking) -> Found:
    """Those whom the reader may see and whose names have most of these words; ask last.

    Each is a recorded look, the most alike first. Of whom they have nothing to do with they learn
    nothing: a name is no secret, as a number is. Raises ``TooManyPeople``, as ``search`` does.
    """
    reader = looking.reader
    likeness = await alike(tx, name, looking.ring)
    weighed: Weighed = []
    for candidate in await store.people.sealed_of(tx, list(likeness), reader.who.id):
        relation = access.may_see(candidate.facts, reader.who, looking.at)
        if relation:
            person = candidate.facts.id
            weighed.append((likeness[person], Look(person, relation), candidate))
    best = _best(weighed)
    shown = best if len(best) <= MOST_SHOWN else []
    looks = [look for _, look, _ in shown]
    await limited(tx, store.names.by_name(name), ([], [look.person for look in looks]), looking)
    await record(tx, reader, looks)
    opened = tuple(candidate.opened(looking.ring) for *_, candidate in shown)
    return Found(opened, frozenset(), more=len(best) > MOST_SHOWN)


def _best(weighed: Weighed) -> Weighed:
    """Those who have as many of the words as anybody; then the closest, then by identifier."""
    most = max((each.words for each, *_ in weighed), default=0)
    best = [each for each in weighed if each[0].words == most]
    return sorted(best, key=lambda each: (-each[0].close, each[1].person))
