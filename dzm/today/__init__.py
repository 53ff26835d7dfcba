"""What a lead has to do today, collected from all rooms and sorted by deadline."""

from dzm.today.page import Today

__all__ = ["Today"]
