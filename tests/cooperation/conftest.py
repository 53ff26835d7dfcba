import pytest

from cooperation import services


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Let the job that a page starts have ended when the page looks again."""
    monkeypatch.setattr("cooperation.reading._start", services.prepare)
