from io import StringIO

import pytest
from django.core.management import call_command

from regions.models import Municipality
from taxonomy.models import Topic
from tests.shares.steps import empty_register

pytestmark = pytest.mark.django_db


def load():
    out = StringIO()
    call_command("load_reference_data", stdout=out)
    return out.getvalue()


def test_a_first_load_counts_what_it_wrote():
    Topic.objects.get(slug="bim").delete()
    empty_register()
    printed = load()
    assert "shareholders: 15 new, 0 updated, 0 unchanged" in printed
    assert "topics: 1 new, 0 updated, 34 unchanged" in printed
    assert Topic.objects.get(slug="bim").related.count() == 2


def test_a_second_load_says_that_nothing_changed():
    assert load().endswith("Reference data: nothing changed.\n")


def test_a_load_that_fails_half_way_leaves_everything_as_it_was(monkeypatch):
    Municipality.objects.filter(name="Ense").update(population=1)

    def broken():
        raise RuntimeError("unreadable file")

    monkeypatch.setattr("taxonomy.reference.load", broken)
    with pytest.raises(RuntimeError, match="unreadable"):
        load()
    assert Municipality.objects.get(name="Ense").population == 1
