import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from taxonomy.models import Sector, Topic, TopicTerm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "label"), [("de", "IT-Sicherheit"), ("en", "Cybersecurity")])
def test_a_topic_is_named_in_the_readers_language(language, label):
    topic = Topic.objects.get_by_natural_key("it-sicherheit")
    with translation.override(language):
        assert str(topic) == topic.label == label


def test_labels_are_german_where_no_language_is_active():
    with translation.override(None):
        assert Topic.objects.get(slug="it-sicherheit").label == "IT-Sicherheit"


def test_a_disabled_topic_cannot_be_chosen_any_more():
    Topic.objects.filter(slug="erp").update(is_active=False)
    assert not Topic.objects.active().filter(slug="erp").exists()
    assert Topic.objects.filter(slug="erp").exists()


def test_a_topic_has_each_term_once():
    term = TopicTerm.objects.first()
    twin = TopicTerm(topic=term.topic, language=term.language, term=term.term)
    with translation.override("en"), pytest.raises(ValidationError, match="already has this term"):
        twin.validate_constraints()
    with pytest.raises(IntegrityError, match="topicterm_unique_per_topic"), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    ("code", "full_code"), [("C", "C"), ("25", "C25"), ("C25", "C25"), (" c25 ", "C25"), ("01", "A01")]
)
def test_a_sector_is_found_by_its_written_code(code, full_code):
    assert Sector.objects.by_code(code).full_code == full_code


@pytest.mark.parametrize("code", ["", "A25", "04", "Z", "C2", "C251", "25C", "Maschinenbau"])
def test_a_code_that_is_none_names_no_sector(code):
    with pytest.raises(Sector.DoesNotExist):
        Sector.objects.by_code(code)


def test_the_same_code_may_exist_in_another_scheme():
    Sector.objects.create(scheme="wz2025", code="C", level="section", title_de="C", title_en="C")
    assert Sector.objects.by_code("C").scheme == "wz2008"
    assert Sector.objects.get_by_natural_key("wz2025", "C").scheme == "wz2025"


def test_a_division_needs_its_section():
    orphan = Sector(scheme="wz2008", code="04", level="division", title_de="x", title_en="x")
    with pytest.raises(ValidationError):
        orphan.validate_constraints()
    with pytest.raises(IntegrityError, match="sector_division_has_section"), transaction.atomic():
        orphan.save()


def test_sections_have_a_short_german_name():
    agriculture = Sector.objects.by_code("A")
    with translation.override("de"):
        assert agriculture.label == "Land- und Forstwirtschaft"
    with translation.override("en"):
        assert agriculture.label == "Agriculture, forestry and fishing"
