"""What screens and answers show: one function each, one shape each."""

from services.groups.queries.calls import (
    Call,
    ToCall,
    call,
    how_many_to_call,
    to_call,
    told_lately,
)
from services.groups.queries.catalogue import (
    Facets,
    Listed,
    all_sessions,
    catalogue,
    how_many_sessions,
    open_session,
    place_by_link,
)
from services.groups.queries.partners import Theirs, named_theirs, one_of_theirs, theirs
from services.groups.queries.sessions import (
    Looking,
    OfUnit,
    Sheet,
    in_series,
    open_sheets,
    places,
    session,
    sessions_of,
    sheet,
)

__all__ = [
    "Call",
    "Facets",
    "Listed",
    "Looking",
    "OfUnit",
    "Sheet",
    "Theirs",
    "ToCall",
    "all_sessions",
    "call",
    "catalogue",
    "how_many_sessions",
    "how_many_to_call",
    "in_series",
    "named_theirs",
    "one_of_theirs",
    "open_session",
    "open_sheets",
    "place_by_link",
    "places",
    "session",
    "sessions_of",
    "sheet",
    "theirs",
    "to_call",
    "told_lately",
]
