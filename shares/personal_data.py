"""The register is about bodies of public law and their companies; of people it says who entered an event."""

from core.personal import acted, not_personal


def register() -> None:
    not_personal("shares.Holder", "name")
    not_personal("shares.ShareEvent", "document", "note")
    acted("shares.ShareEvent", entered_by="entered_at")
    not_personal("shares.JoiningDecision", "note", "source")
