import pytest
from django.utils import timezone

from contactlog.forms import EntryForm
from contactlog.services.entries import add_entry


@pytest.fixture
def filled():
    """Return what a person types about a contact, with changes."""

    def _filled(user, **changes) -> dict:
        typed = {
            "kind": "call",
            "summary": "Die Halle wird im Frühjahr umgebaut.",
            "occurred_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            "staff": user.pk,
        }
        return typed | changes

    return _filled


@pytest.fixture
def write_down(people, filled):
    """`write_down(user, organisation, **typed)` returns the entry that a person writes through form and service."""

    def _write_down(user, organisation=None, **typed):
        organisation = organisation or people.company
        form = EntryForm(filled(user, **typed), organisation=organisation, author=user)
        assert form.is_valid(), form.errors
        return add_entry(form, organisation=organisation, actor=user)

    return _write_down
