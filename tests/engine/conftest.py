"""The engine knows no cache and no database: its tests run without either, and without a general dictionary."""

import os

import pytest

# What the machine happens to have installed must not decide what a test sees.
os.environ["MATCHING_DICTIONARY"] = "none"


@pytest.fixture(autouse=True)
def _empty_cache():
    """Stand in for the suite's fixture of this name, which needs a running Valkey."""
