import json

import pytest

import taxonomy.reference
from taxonomy.models import Sector, Topic, TopicGroup, TopicTerm

pytestmark = pytest.mark.django_db


def test_load_gives_thirty_five_topics_in_nine_groups():
    assert Topic.objects.active().count() == 35
    assert TopicGroup.objects.count() == 9
    assert not TopicGroup.objects.filter(topics=None).exists()


def test_every_topic_has_terms_in_both_languages_and_related_topics():
    for topic in Topic.objects.prefetch_related("terms", "related"):
        assert {term.language for term in topic.terms.all()} == {"de", "en"}, topic.slug
        assert topic not in topic.related.all()
    assert Topic.objects.filter(related=None).count() == 0


def test_relations_hold_in_both_directions():
    erp, edi = Topic.objects.get(slug="erp"), Topic.objects.get(slug="edi")
    assert edi in erp.related.all()
    assert erp in edi.related.all()


def test_load_gives_the_sections_and_divisions_of_wz_2008():
    assert Sector.objects.filter(scheme="wz2008", level="section").count() == 21
    assert Sector.objects.filter(scheme="wz2008", level="division").count() == 88
    assert Sector.objects.get(code="25").parent.code == "C"


def test_a_second_load_changes_nothing():
    assert {name: tally.changed for name, tally in taxonomy.reference.load().items() if tally.changed} == {}


def test_a_load_repairs_labels_and_leaves_the_work_of_staff_alone():
    erp = Topic.objects.get(slug="erp")
    term = erp.terms.filter(term="WaWi").get()
    Topic.objects.filter(pk=erp.pk).update(label_de="Falsch", is_active=False)
    TopicTerm.objects.filter(pk=term.pk).update(is_active=False)
    TopicTerm.objects.create(topic=erp, language="de", term="Auftragsbuch")
    tallies = taxonomy.reference.load()
    erp.refresh_from_db()
    term.refresh_from_db()
    assert tallies["topics"].updated == 1
    assert (erp.label_de, erp.is_active) == ("ERP und Warenwirtschaft", False)
    assert not term.is_active
    assert erp.terms.filter(term="Auftragsbuch").exists()


def test_the_file_names_only_topics_and_groups_that_it_defines():
    data = json.loads((taxonomy.reference.DATA / "topics.json").read_text(encoding="utf-8"))
    related = {row["slug"]: set(row["related"]) for row in data["topics"]}
    assert {row["group"] for row in data["topics"]} == {row["slug"] for row in data["groups"]}
    assert all(slug in related[other] for slug, others in related.items() for other in others)
