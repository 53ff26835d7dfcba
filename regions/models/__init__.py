from regions.models.cooperation import CooperationAgreement, FundedProject
from regions.models.places import Municipality, MunicipalityAlias, Postcode, Region

__all__ = [
    "CooperationAgreement",
    "FundedProject",
    "Municipality",
    "MunicipalityAlias",
    "Postcode",
    "Region",
]
