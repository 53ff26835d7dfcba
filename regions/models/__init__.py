from regions.models.cooperation import CooperationAgreement, FundedProject
from regions.models.places import Municipality, MunicipalityAlias, Postcode, Region
from regions.models.shares import Shareholding, ShareholdingDecision

__all__ = [
    "CooperationAgreement",
    "FundedProject",
    "Municipality",
    "MunicipalityAlias",
    "Postcode",
    "Region",
    "Shareholding",
    "ShareholdingDecision",
]
