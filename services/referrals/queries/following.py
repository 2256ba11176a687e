"""Referrals whose pages are open, as they stand now."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals import store
from services.referrals.domain import Referral
from services.referrals.domain.access import side_of
from shared.db import Pool, Scope, transaction
from shared.errors import NotFound
from shared.identity import Principal


@dataclass(frozen=True, slots=True)
class Followed:
    """A referral that is followed within a scope: colleagues who look at it are one question."""

    id: UUID
    units: frozenset[str] | None
    organisation: str | None

    @property
    def scope(self) -> Scope:
        """What PostgreSQL shows to whoever follows it; a partner has no unit."""
        units = self.units if self.organisation is None else frozenset[str]()
        return Scope(units, organisation=self.organisation)


async def followed(
    pool: Pool, asked: Collection[Followed], _at: datetime
) -> Mapping[Followed, Referral]:
    """Each as it stands; one that its scope does not show is left out."""
    by_scope: dict[Scope, list[Followed]] = defaultdict(list)
    for each in asked:
        by_scope[each.scope].append(each)
    found: dict[Followed, Referral] = {}
    for scope, theirs in by_scope.items():
        async with transaction(pool, scope) as tx:
            standing = await store.referrals.these(tx, [each.id for each in theirs])
        found |= {each: standing[each.id] for each in theirs if each.id in standing}
    return found


async def followed_one(pool: Pool, asked: Followed, who: Principal) -> Referral:
    """The one that somebody begins to follow. Raises ``NotFound`` if it is not theirs to see."""
    async with transaction(pool, asked.scope) as tx:
        one = await store.referrals.one(tx, asked.id)
    if one is None or side_of(one, who) is None:
        raise NotFound
    return one
