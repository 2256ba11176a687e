"""Civil days and instants that may be asked for."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
"""Far from where Python's and PostgreSQL's calendars end: a day or an offset more or less still
is one."""
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Instant = Annotated[
    AwareDatetime,
    Field(
        ge=datetime.combine(FIRST, time(), UTC),
        le=datetime.combine(LAST, time(), UTC),
    ),
    AfterValidator(lambda at: at.astimezone(UTC)),
]
"""Sent with any offset, UTC inside."""
