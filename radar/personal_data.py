"""The radar is about needs; of people it says who looks for providers, and what they wrote about it."""

from core.personal import SCRUB, acted, not_personal, personal


def register() -> None:
    personal("radar.ScoutingTask", "accountability", fields={"note": SCRUB})
    acted("radar.ScoutingTask", begun_by="begun_at")
    not_personal("radar.RadarMonth", "cells", "totals")
