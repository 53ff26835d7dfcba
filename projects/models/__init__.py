from projects.models.packs import FunderPack, PackFile, PackPerson
from projects.models.registers import (
    Activity,
    Cooperation,
    CostPosition,
    Milestone,
    Narrative,
    ProjectIndicator,
    PublicityItem,
    SupportLetter,
    Voucher,
)

__all__ = [
    "Activity",
    "Cooperation",
    "CostPosition",
    "FunderPack",
    "Milestone",
    "Narrative",
    "PackFile",
    "PackPerson",
    "ProjectIndicator",
    "PublicityItem",
    "SupportLetter",
    "Voucher",
]
