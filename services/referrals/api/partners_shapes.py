"""Partner services and their criteria."""

from pydantic import BaseModel

from services.referrals.api.examples import shown


class PartnerShown(BaseModel):
    """A partner service and its criteria."""

    code: str
    name: dict[str, str]
    receives: bool
    takes: list[str]
    districts: list[str]
    youngest: int | None
    oldest: int | None


class PartnersShown(BaseModel):
    """All of them."""

    model_config = shown(
        {
            "partners": [
                {
                    "code": "punt-energetic",
                    "name": {"ca": "Punt", "es": "Punto", "en": "Point"},
                    "receives": True,
                    "takes": ["utility-cut"],
                    "districts": [],
                    "youngest": None,
                    "oldest": None,
                }
            ]
        }
    )

    partners: list[PartnerShown]
