"""The engine knows no cache and no database: its tests run without either."""

import pytest


@pytest.fixture(autouse=True)
def _empty_cache():
    """Stand in for the suite's fixture of this name, which needs a running Valkey."""
