import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from core.models import LogEntry
from organisations.models import OrganisationLogo
from organisations.services.logo import remove_logo, save_logo
from organisations.services.merging import merge, undo
from tests.factories import OrganisationFactory
from tests.files import samples
from tests.files.samples import sent

pytestmark = pytest.mark.django_db

TYPED = {"aim": "both", "street": "Gerberweg 4", "postcode": "59555", "city": "Lippstadt", "size_class": "small"}


def edit(client, organisation, **data):
    return client.post(reverse("organisations:edit", args=[organisation.pk]), TYPED | data)


def size_of(content: bytes) -> tuple:
    return Image.open(io.BytesIO(content)).size


def test_an_admin_uploads_a_logo_that_members_and_leads_see(people, sign_in):
    response = edit(
        sign_in("anna"), people.company, logo=sent("logo.png", samples.picture(size=(300, 100))), logo_alt="Drei Zähne"
    )

    assert response.status_code == 302
    for person in ("ben", "lead"):
        client = sign_in(person)
        assert 'alt="Drei Zähne"' in client.get(people.company.get_absolute_url()).content.decode()
        for size, edge in (("small", 96), ("large", 512)):
            shown = client.get(reverse("organisations:logo", args=[people.company.pk, size]))
            assert size_of(b"".join(shown.streaming_content)) == (edge, edge)
            assert shown["Content-Type"] == "image/webp"
            assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_others_do_not_find_the_logo_and_unknown_sizes_do_not_exist(people, sign_in):
    save_logo(people.company, actor=people.anna, picture=samples.picture(), alt="")
    url = reverse("organisations:logo", args=[people.company.pk, "small"])
    assert [sign_in(name).get(url).status_code for name in ("clara", "dora", "far_lead", "operator")] == [404] * 4
    assert sign_in("anna").get(reverse("organisations:logo", args=[people.company.pk, "huge"])).status_code == 404
    assert sign_in("clara").get(reverse("organisations:logo", args=[people.startup.pk, "small"])).status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload='x'/>", b"GIF89a", b"no picture"])
def test_a_refused_logo_keeps_what_was_typed(content, people, sign_in):
    response = edit(sign_in("anna"), people.company, logo=sent("logo.svg", content), logo_alt="Alt", about="Neu gesagt")

    assert response.status_code == 200
    page = response.content.decode()
    assert "Neu gesagt" in page
    assert 'value="Alt"' in page
    assert "Das Bild kann nicht gelesen werden" in page
    people.company.refresh_from_db()
    assert people.company.about == ""


def test_a_good_logo_beside_a_mistake_is_asked_for_once_more(people, sign_in):
    response = edit(sign_in("anna"), people.company, logo=sent("l.png", samples.picture()), city="")
    assert "wählen Sie das Bild noch einmal aus" in response.content.decode()
    assert not OrganisationLogo.objects.exists()


def test_saving_without_a_picture_keeps_the_logo_and_changes_its_description(people, sign_in):
    save_logo(people.company, actor=people.anna, picture=samples.picture(), alt="Alt")
    before = OrganisationLogo.objects.get().small.name
    edit(sign_in("anna"), people.company, logo_alt="Neu")
    logo = OrganisationLogo.objects.get()
    assert (logo.small.name, logo.alt) == (before, "Neu")


def test_a_new_logo_and_removing_delete_the_former_files(people, django_capture_on_commit_callbacks):
    save_logo(people.company, actor=people.anna, picture=samples.picture(), alt="")
    first = OrganisationLogo.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        save_logo(people.company, actor=people.anna, picture=samples.picture(size=(5, 5)), alt="")
    second = OrganisationLogo.objects.get()
    assert not default_storage.exists(first.small.name)
    with django_capture_on_commit_callbacks(execute=True):
        remove_logo(people.company, actor=people.anna)
    assert not default_storage.exists(second.large.name)
    verbs = [entry.verb for entry in LogEntry.objects.about(people.company)]
    assert verbs == ["remove_logo", "save_logo", "save_logo"]


def test_the_logo_is_removed_by_its_tick(people, sign_in):
    save_logo(people.company, actor=people.anna, picture=samples.picture(), alt="")
    edit(sign_in("anna"), people.company, logo_remove="on")
    assert not OrganisationLogo.objects.exists()


def test_a_merge_keeps_the_logo_of_the_surviving_side_and_takes_one_over_where_there_is_none(people):
    winner, loser = OrganisationFactory(), OrganisationFactory()
    save_logo(loser, actor=people.lead, picture=samples.picture(), alt="")
    merged = merge(winner, loser, {}, actor=people.lead)
    assert OrganisationLogo.objects.get().organisation == winner
    undo(merged, actor=people.lead)
    assert OrganisationLogo.objects.get().organisation == loser
