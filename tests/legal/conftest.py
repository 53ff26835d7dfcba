import pytest


@pytest.fixture(autouse=True)
def quick_fingers(settings):
    """Tests type faster than people; those about the time set it themselves."""
    settings.PUBLIC_FORM_SECONDS = 0
