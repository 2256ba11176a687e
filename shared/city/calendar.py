"""When a unit is open: seasons of the year, weekdays, split hours; and the days it is not."""

from datetime import date, time

from shared.city.texts import Document, Texts

MonthDay = tuple[int, int]


class Hours(Document):
    """A stretch of a civil day: ``opens`` included, ``closes`` excluded."""

    opens: time
    closes: time


class Season(Document):
    """Opening hours from one day of the year to another, both included."""

    starts: MonthDay
    ends: MonthDay
    """May lie before ``starts``: then the season runs over New Year."""
    weekdays: tuple[tuple[Hours, ...], ...]
    """Seven days from Monday; a closed day is empty."""

    def holds(self, day: date) -> bool:
        """Whether the day belongs to this season, in whatever year."""
        at = (day.month, day.day)
        if self.starts <= self.ends:
            return self.starts <= at <= self.ends
        return at >= self.starts or at <= self.ends


class Calendar(Document):
    """The opening hours that some units share."""

    code: str
    name: Texts
    seasons: tuple[Season, ...]
    """They do not overlap; a day in none of them is closed."""

    def hours(self, day: date) -> tuple[Hours, ...]:
        """The hours of a day that is no holiday, in order."""
        for season in self.seasons:
            if season.holds(day):
                return season.weekdays[day.weekday()]
        return ()


class Holiday(Document):
    """A day on which units stay closed."""

    day: date
    district: str | None
    """None: the whole city."""
    name: Texts
