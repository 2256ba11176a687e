"""Partner services: who sends people on to the centres, and what they take in themselves."""

from pydantic import Field

from shared.city.texts import Document, Texts


class Site(Document):
    """Where a partner receives people."""

    code: str
    name: str
    """As it is called in the city's own language."""
    district: str | None = None


class Partner(Document):
    """An organisation that hands people on, by the code of its accounts and keys."""

    code: str
    name: Texts
    owner: str | None = None
    """The owner of matters that it is, by code; none where it is in charge of none."""
    illustrative: bool = False
    """Made up for the demonstration, or not confirmed by a source."""
    receives: bool = False
    """Whether somebody may be referred to it by this system."""
    takes: tuple[str, ...] = ()
    """Codes of the reasons that it answers itself."""
    districts: tuple[str, ...] = ()
    """Where whom it takes must live, by codes; none: in the whole city."""
    youngest: int | None = Field(default=None, ge=0, le=120)
    """In years; none: of any age."""
    oldest: int | None = Field(default=None, ge=0, le=120)
    attends_days: int | None = Field(default=None, ge=0, le=365)
    """Within how many days it attends whoever is referred, as it says itself; none: not known."""
    sites: tuple[Site, ...] = ()

    def takes_in(self, reason: str, district: str | None, age: int | None) -> bool:
        """Whether its criteria let it take somebody in; what is not known rules nobody out."""
        return (
            reason in self.takes
            and (district is None or not self.districts or district in self.districts)
            and (age is None or self.youngest is None or age >= self.youngest)
            and (age is None or self.oldest is None or age <= self.oldest)
        )
