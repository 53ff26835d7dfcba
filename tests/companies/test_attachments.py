import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from companies.attachments import add_attachment, remove_attachment
from companies.models import NeedAttachment
from companies.permissions import can_view_attachment
from core.models import LogEntry
from core.states import GuardFailed, InvalidTransition
from files.uploads import check_upload
from tests.cases import need_in
from tests.conftest import PERSONS, fresh
from tests.files import samples
from tests.files.samples import sent

pytestmark = pytest.mark.django_db


def attached(need, user, *, shared=False, name="Hallenplan.txt") -> NeedAttachment:
    return add_attachment(need, actor=user, upload=check_upload(sent(name, b"Halle 3")), shared=shared)


def post_file(client, need, name="Hallenplan.pdf", content=None, **data):
    return client.post(
        reverse("companies:attachment_add", args=[need.pk]),
        {"file": sent(name, samples.pdf() if content is None else content), **data},
    )


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_the_company_attaches_a_file_and_finds_it_on_the_page(state, people, sign_in):
    need, client = need_in(state, people), sign_in("anna")

    response = post_file(client, need, shared="on")

    assert response.url == f"{need.get_absolute_url()}#attachments"
    attachment = need.attachments.get()
    assert (attachment.name, attachment.shared_after_introduction) == ("Hallenplan.pdf", True)
    page = client.get(need.get_absolute_url()).content.decode()
    assert reverse("companies:attachment", args=[need.pk, attachment.pk]) in page
    assert "Hallenplan.pdf" in page


def test_a_file_is_handed_out_to_be_saved_and_never_shown(people, sign_in):
    need = need_in("draft", people)
    attachment = attached(need, people.anna, name="Maße & Größen.txt")

    response = sign_in("ben").get(reverse("companies:attachment", args=[need.pk, attachment.pk]))

    assert b"".join(response.streaming_content) == b"Halle 3"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Ma%C3%9Fe%20%26%20Gr%C3%B6%C3%9Fen.txt"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("state", ["draft", "returned", "matching"])
def test_who_may_read_a_file_and_who_finds_it_are_the_same_people(state, people):
    need = need_in("draft" if state == "draft" else "returned", people)
    attachment = attached(need, people.anna)
    if state == "matching":
        type(need).objects.filter(pk=need.pk).update(state="in_qualification")
        attachment.need.refresh_from_db()
    for name in PERSONS:
        user = fresh(getattr(people, name))
        found = NeedAttachment.objects.visible_to(user).filter(pk=attachment.pk).exists()
        assert found == can_view_attachment(user, attachment), name
        assert found == (name in ("anna", "ben") or (state != "draft" and name in ("lead", "lead2"))), name


@pytest.mark.parametrize("state", ["submitted", "in_qualification", "qualified", "matching", "withdrawn"])
def test_files_are_fixed_while_others_work_with_the_need(state, people, sign_in):
    need = need_in(state, people)
    assert post_file(sign_in("anna"), need).status_code == 403
    assert not need.attachments.exists()


def test_a_file_in_the_address_of_another_need_is_not_found(people, sign_in):
    attachment, other = attached(need_in("draft", people), people.anna), need_in("draft", people)
    assert sign_in("anna").get(reverse("companies:attachment", args=[other.pk, attachment.pk])).status_code == 404


def test_a_refused_file_says_why_and_keeps_the_tick(people, sign_in):
    need = need_in("draft", people)

    response = post_file(sign_in("anna"), need, content=samples.pdf_with_script(), shared="on")

    assert response.status_code == 200
    form = response.context["attachment_form"]
    assert "Makros" in str(form.errors["file"])
    assert form["shared"].value() is True
    assert "Makros" in response.content.decode()


def test_a_file_that_is_too_large_is_told_both_sizes_and_is_not_kept(people, sign_in, settings):
    settings.UPLOAD_MAX_MB = 1
    need = need_in("draft", people)

    response = post_file(sign_in("anna"), need, content=b"a" * (5 * 1024 * 1024 // 2), shared="on")

    text = str(response.context["attachment_form"].errors["file"])
    assert "2,5\xa0MB" in text
    assert "1,0\xa0MB" in text
    assert response.context["attachment_form"]["shared"].value() is True


def test_a_request_far_too_large_is_answered_with_a_page(people, sign_in, settings):
    settings.UPLOAD_MAX_MB = settings.REQUEST_MAX_MB = 1
    need = need_in("draft", people)

    response = post_file(sign_in("anna"), need, content=b"a" * (3 * 1024 * 1024))

    assert response.status_code == 413
    assert "1,0\xa0MB" in response.content.decode()


def test_a_form_without_file_asks_for_one(people, sign_in):
    need = need_in("draft", people)
    response = sign_in("anna").post(reverse("companies:attachment_add", args=[need.pk]), {})
    assert "Wählen Sie eine Datei aus." in response.content.decode()


def test_a_need_holds_only_its_number_of_files(people, settings):
    settings.FILES_PER_NEED = 2
    need = need_in("draft", people)
    attached(need, people.anna)
    attached(need, people.anna)
    with pytest.raises(GuardFailed):
        attached(need, people.anna)


def test_a_file_comes_too_late_when_the_need_has_been_submitted(people):
    need = need_in("submitted", people)
    with pytest.raises(InvalidTransition):
        attached(need, people.anna)
    assert not need.attachments.exists()


def test_a_deleted_file_is_gone_from_disk_and_leaves_a_line_without_its_name(
    people, django_capture_on_commit_callbacks
):
    need = need_in("draft", people)
    attachment = attached(need, people.anna)
    name = attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        remove_attachment(attachment, actor=people.anna)
        assert default_storage.exists(name)

    assert not default_storage.exists(name)
    entries = LogEntry.objects.about(need).filter(verb__in=["add_attachment", "remove_attachment"])
    assert [entry.verb for entry in entries] == ["remove_attachment", "add_attachment"]
    assert "Hallenplan" not in str([entry.details for entry in entries])


def test_the_company_alone_decides_what_a_provider_receives(people, sign_in):
    need = need_in("returned", people)
    attachment = attached(need, people.anna)
    url = reverse("companies:attachment_share", args=[need.pk, attachment.pk])

    assert sign_in("lead").post(url, {"shared": "1"}).status_code == 403
    sign_in("ben").post(url, {"shared": "1"})
    attachment.refresh_from_db()
    assert attachment.shared_after_introduction
    sign_in("ben").post(url, {"shared": "0"})
    attachment.refresh_from_db()
    assert not attachment.shared_after_introduction


def test_the_lead_reads_along_and_removes_while_a_question_is_open(people, sign_in):
    need = need_in("returned", people)
    attachment = attached(need, people.anna)
    client = sign_in("lead")
    assert "Hallenplan.txt" in client.get(need.get_absolute_url()).content.decode()
    client.post(reverse("companies:attachment_remove", args=[need.pk, attachment.pk]))
    assert not need.attachments.exists()
    assert "Datei entfernt" in client.get(need.get_absolute_url()).content.decode()


def test_a_file_lost_on_disk_is_not_found_instead_of_an_error(people, sign_in, caplog):
    need = need_in("draft", people)
    attachment = attached(need, people.anna)
    default_storage.delete(attachment.file.name)
    assert sign_in("anna").get(reverse("companies:attachment", args=[need.pk, attachment.pk])).status_code == 404
    assert "stored_file_missing" in caplog.text
