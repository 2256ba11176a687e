"""Civil days that may be asked for."""

from datetime import date
from typing import Annotated

from pydantic import Field

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
"""Far from where Python's and PostgreSQL's calendars end: a day more or less is still one."""
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
