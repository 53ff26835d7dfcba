import pytest
from django.urls import reverse

from taxonomy.models import Sector, Topic, TopicGroup, TopicTerm

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator_client(sign_in):
    return sign_in("operator")


@pytest.fixture
def topic():
    return Topic.objects.get(slug="bim")


def form_data(topic, **changes):
    terms = list(topic.terms.all())
    data = {"is_active": "on", "terms-TOTAL_FORMS": len(terms) + 1, "terms-INITIAL_FORMS": len(terms)}
    data[f"terms-{len(terms)}-is_active"] = "on"  # as a browser sends the empty row
    for index, term in enumerate(terms):
        data |= {f"terms-{index}-id": term.pk, f"terms-{index}-topic": topic.pk, f"terms-{index}-is_active": "on"}
    return data | changes


def test_staff_may_disable_a_topic_but_not_rename_it(operator_client, topic):
    data = form_data(topic, label_de="Anders")
    del data["is_active"]
    operator_client.post(reverse("admin:taxonomy_topic_change", args=[topic.pk]), data)
    topic.refresh_from_db()
    assert (topic.is_active, topic.label_de) == (False, "BIM und digitale Baustelle")


def test_staff_may_add_and_disable_terms_but_not_reword_them(operator_client, topic):
    first = topic.terms.first()
    last = topic.terms.count()
    data = form_data(
        topic,
        **{f"terms-{last}-language": "de", f"terms-{last}-term": "Rohbau-App", f"terms-{last}-is_active": "on"},
        **{"terms-0-term": "Umbenannt"},
    )
    del data["terms-0-is_active"]
    operator_client.post(reverse("admin:taxonomy_topic_change", args=[topic.pk]), data)
    kept = TopicTerm.objects.get(pk=first.pk)
    assert (kept.term, kept.is_active) == (first.term, False)
    assert topic.terms.filter(term="Rohbau-App").exists()


@pytest.mark.parametrize("model", [Topic, TopicGroup, Sector])
def test_reference_rows_can_be_neither_added_nor_deleted(operator_client, model):
    name, row = model._meta.model_name, model.objects.first()
    assert operator_client.get(reverse(f"admin:taxonomy_{name}_add")).status_code == 403
    assert operator_client.post(reverse(f"admin:taxonomy_{name}_delete", args=[row.pk])).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()
