"""What a field may hold: codes, lines, words and days."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints

from services.referrals.queries import Box

Code = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,40}$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern="^[^\\x00]*$")]
Words = Annotated[str, StringConstraints(max_length=2000, pattern="^[^\\x00]*$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
OfBox = Annotated[Box, Query(description="``open``, ``ended``, or one's own ``drafts``.")]
