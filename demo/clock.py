"""Doing things in the past: services read the time from `django.utils.timezone`, and so does every row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from django.utils import timezone


@contextmanager
def travel_to(moment: datetime) -> Iterator[None]:
    """Let `timezone.now()` be `moment` inside the block. For the demo loader only: never in a served process."""
    with patch.object(timezone, "now", return_value=moment):
        yield
