"""Versions and what changed between them, files at questions, the checklist, deadlines in words, the intake record."""

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from companies import services
from companies.checklist import intake_checklist, qualification_checklist
from companies.deadlines import deadline_of
from companies.models import Need, NeedAttachment, NeedIntake
from companies.versions import INSERTED, REMOVED, SAME, changes, compare_words
from core.models import LogEntry
from taxonomy.models import Topic
from tests.html_forms import forms_of

pytestmark = pytest.mark.django_db

TUESDAY = "2018-12-04 09:00:00+01:00"


def text_of(response) -> str:
    return unescape(response.content.decode())


def edit(client, need: Need, **changed) -> None:
    """Send the form of the need with `changed` instead of what it holds."""
    url = reverse("companies:need_edit", args=[need.pk])
    forms = forms_of(client.get(url).content.decode())
    form = next(form for form in forms if "description" in form.controls)
    answer = client.post(url, form.typed() | changed)
    assert answer.status_code == 302, answer.context["form"].errors
    need.refresh_from_db()


def url_of(name: str, need: Need) -> str:
    return reverse(f"companies:{name}", args=[need.pk])


# --- Versions ---------------------------------------------------------------------------------------


def test_what_was_handed_in_is_the_first_version_and_each_change_the_next(sign_in, people, need_in):
    need = need_in("in_qualification")
    first = need.versions.get()
    assert (first.number, first.title, first.topics, first.by_company) == (1, need.title, ["iiot"], True)
    assert first.written_by == people.anna
    edit(sign_in("anna"), need, goal="Weniger Stillstand.")
    edit(sign_in("lead"), need, title="Neuer Titel")
    edit(sign_in("lead"), need, budget="under_5k")  # says the same in other respects
    assert [(v.number, v.by_company, v.goal) for v in need.versions.all()] == [
        (1, True, first.goal),
        (2, True, "Weniger Stillstand."),
        (3, False, "Weniger Stillstand."),
    ]


def test_what_was_handed_in_before_versions_were_kept_is_not_lost_by_a_change(sign_in, need_in):
    need = need_in("in_qualification")
    need.versions.all().delete()
    before = need.goal
    edit(sign_in("anna"), need, goal="Weniger Stillstand.")
    assert [version.goal for version in need.versions.all()] == [before, "Weniger Stillstand."]


def test_a_draft_has_no_versions(sign_in, people, need_in):
    need = need_in("draft")
    edit(sign_in("anna"), need, draft="1", title="Anders")
    assert not need.versions.exists()


def test_the_page_shows_what_came_and_went_in_words_too(sign_in, people, need_in):
    need = need_in("in_qualification", description="Wir haben zwölf Drehmaschinen ohne Anzeige im Werk.")
    need.versions.all().update(description=need.description)
    other = Topic.objects.exclude(slug="iiot").order_by("pk").first()
    edit(
        sign_in("anna"),
        need,
        description="Wir haben vierzehn Drehmaschinen ohne Anzeige im Werk.",
        topics=[other.pk],
    )
    for person in ("lead", "anna"):
        page = text_of(sign_in(person).get(url_of("need_versions", need)))
        plain = re.sub(r"<span class=\"kern-sr-only\".*?</span>", "", page, flags=re.S)
        assert "<del>zwölf </del>" in plain
        assert "<ins>vierzehn </ins>" in plain
        assert f"<ins>{other} </ins>" in plain
        assert "eingefügt:" in page
        assert "Eine Änderung des Unternehmens." in page
    assert "Was sich geändert hat" in text_of(sign_in("lead").get(need.get_absolute_url()))


def test_any_two_versions_are_compared_and_nonsense_is_the_last_two(sign_in, people, need_in):
    need = need_in("in_qualification")
    for goal in ("Eins.", "Zwei."):
        edit(sign_in("anna"), need, goal=goal)
    client, url = sign_in("lead"), url_of("need_versions", need)
    page = client.get(url, {"older": "3", "newer": "1"})
    assert (page.context["older"].number, page.context["newer"].number) == (1, 3)
    for nonsense in ("", "x", "99", "9" * 40):
        page = client.get(url, {"older": nonsense, "newer": nonsense})
        assert (page.context["older"].number, page.context["newer"].number) == (2, 3)
    assert "sagen dasselbe" in text_of(client.get(url, {"older": "2", "newer": "2"}))


def test_without_a_change_there_is_nothing_to_compare(sign_in, need_in):
    assert "noch nichts geändert" in text_of(sign_in("lead").get(url_of("need_versions", need_in("in_qualification"))))
    assert "dzm-empty" in text_of(sign_in("anna").get(url_of("need_versions", need_in("draft"))))


def test_what_is_compared_is_shown_as_text_and_never_as_markup(sign_in, need_in):
    need = need_in("in_qualification")
    edit(sign_in("anna"), need, goal="<script>alert(1)</script>")
    assert "<script>alert" not in sign_in("lead").get(url_of("need_versions", need)).content.decode()


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_versions_can_be_read_out_of_the_comparison(before, after):
    pieces = compare_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != INSERTED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after


def test_very_long_texts_are_compared_line_by_line():
    before = "\n".join(f"Zeile {number} a b c d e f" for number in range(400))
    after = before.replace("Zeile 7 a", "Zeile 7 x")
    pieces = compare_words(before, after)
    assert [piece.kind for piece in pieces] == [SAME, REMOVED, INSERTED, SAME]


def test_equal_versions_have_no_changes(need_in):
    version = need_in("in_qualification").versions.get()
    assert changes(version, version) == []


# --- Questions --------------------------------------------------------------------------------------


def a_file(name: str = "Plan.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Halle 3")


def test_several_rounds_each_with_files_stand_as_a_thread(sign_in, people, need_in):
    need = need_in("in_qualification")
    for number in (1, 2):
        question = {"text": f"Frage {number}?", "file": a_file(f"Frage{number}.txt")}
        assert sign_in("lead").post(url_of("need_ask", need), question).status_code == 302
        answer = {"text": f"Antwort {number}.", "file": a_file(f"Antwort{number}.txt")}
        assert sign_in("anna").post(url_of("need_answer", need), answer).status_code == 302
    for person in ("lead", "anna"):
        page = text_of(sign_in(person).get(need.get_absolute_url()))
        thread = page[page.index("Frage 1?") :]
        order = [
            thread.index(words)
            for words in ("Frage1.txt", "Antwort 1.", "Antwort1.txt", "Frage 2?", "Frage2.txt", "Antwort2.txt")
        ]
        assert order == sorted(order)
    assert not NeedAttachment.objects.filter(shared_after_introduction=True).exists()


def test_a_lead_answers_with_a_file_and_says_how_it_was_told(sign_in, people, need_in):
    need = need_in("returned")
    sign_in("lead").post(url_of("need_answer", need), {"text": "Zwölf.", "source": "phone", "file": a_file()})
    question = need.questions.get()
    assert (question.answer_source, question.answered_by) == ("phone", people.lead)
    assert question.attachments.get().with_answer


def test_one_file_too_many_keeps_the_text_of_the_question(sign_in, people, need_in, settings):
    settings.FILES_PER_NEED = 0
    need = need_in("in_qualification")
    page = text_of(sign_in("lead").post(url_of("need_ask", need), {"text": "Und nun?", "file": a_file()}))
    assert "Und nun?" in page
    need.refresh_from_db()
    assert need.state == "in_qualification"
    assert not need.questions.exists()


def test_a_file_that_is_none_of_ours_keeps_the_text_of_the_answer(sign_in, need_in):
    need = need_in("returned")
    bad = SimpleUploadedFile("virus.exe", b"MZ\x90\x00")
    page = text_of(sign_in("anna").post(url_of("need_answer", need), {"text": "Zwölf.", "file": bad}))
    assert "Zwölf." in page
    need.refresh_from_db()
    assert need.state == "returned"


# --- Checklist and deadlines ------------------------------------------------------------------------


def test_the_checklist_leads_to_the_field_that_is_missing(sign_in, people, need_in):
    need = need_in("in_qualification", goal="", time_frame="", municipality=None)
    need.topics.clear()
    page = text_of(sign_in("lead").get(need.get_absolute_url()))
    form = text_of(sign_in("lead").get(url_of("need_edit", need)))
    missing = [item for item in qualification_checklist(need, None) if not item.is_done]
    assert [item.is_needed for item in missing] == [True, True, True, False, False]
    for item in missing:
        assert f'<a href="{item.url}">{item.label}</a>' in page
        target = item.url.partition("#")[2]
        assert f'id="{target}"' in (form if item.url.startswith("/") else page)


def test_the_checklist_names_what_stops_the_step_outside_the_text(people, need_in):
    need = need_in("in_qualification", source="phone")
    need.organisation.verification = "pending"
    missing = {item.url for item in qualification_checklist(need, None) if not item.is_done and item.is_needed}
    assert missing == {"#consent", need.organisation.get_absolute_url()}


def test_a_deadline_says_the_day_and_the_working_days_that_are_left(need_in):
    with time_machine.travel(TUESDAY):
        need = need_in("submitted")
        shown = deadline_of(need)
        assert (shown.what, shown.until) == ("Erste Antwort", "bis Donnerstag, 6. Dezember: noch 2 Arbeitstage")
        assert not shown.is_late
    assert deadline_of(need, date(2018, 12, 6)).until == "heute, Donnerstag, 6. Dezember"
    late = deadline_of(need, date(2018, 12, 10))
    assert late.is_late
    assert late.until == "bis Donnerstag, 6. Dezember: seit 2 Arbeitstagen überfällig"


def test_christmas_and_new_year_do_not_count(need_in):
    with time_machine.travel("2018-12-21 09:00:00+01:00"):
        shown = deadline_of(need_in("submitted"))
    assert shown.until == "bis Donnerstag, 27. Dezember: noch 2 Arbeitstage"


def test_the_clock_stands_still_while_the_company_is_asked_and_says_so(sign_in, people, need_in):
    with time_machine.travel(TUESDAY):
        need = need_in("returned")
        shown = deadline_of(need)
        assert shown.is_stopped
        assert shown.reason == "Die Uhr steht seit 4. Dezember, weil wir auf das Unternehmen warten."
    with time_machine.travel("2018-12-07 09:00:00+01:00"):
        services.answer_question(need, actor=people.anna, text="Zwölf.")
        shown = deadline_of(need)
    assert shown.reason == "Verschoben um 3 Arbeitstage, an denen wir auf das Unternehmen gewartet haben."
    assert need.qualification_due_on == date(2018, 12, 21)
    assert shown.until.startswith("bis Freitag, 21. Dezember")


def test_a_case_on_hold_says_until_when(need_in):
    shown = deadline_of(need_in("paused"))
    assert shown.is_stopped
    assert "ruht" in shown.reason


@pytest.mark.parametrize("state", ["draft", "matching", "rejected", "closed_unsolved"])
def test_where_nobody_waits_there_is_no_deadline(need_in, state):
    assert deadline_of(need_in(state)) is None


def test_the_work_page_shows_the_deadline(sign_in, need_in):
    assert "noch 2 Arbeitstage" in text_of(sign_in("lead").get(need_in("submitted").get_absolute_url()))


# --- Intake -----------------------------------------------------------------------------------------


def test_the_intake_record_is_known_or_open_and_for_leads_only(sign_in, people, need_in):
    need = need_in("in_qualification", budget="unknown")
    open_items = [str(item.label) for item in intake_checklist(need, None) if not item.is_done]
    assert "Wer entscheidet?" in open_items
    assert "Preisrahmen" in open_items
    client = sign_in("lead")
    answer = client.post(url_of("need_intake", need), {"decision_maker": "Werkleitung Wolkenmolch", "tried": ""})
    assert answer.status_code == 302
    intake = NeedIntake.objects.get()
    assert (intake.decision_maker, intake.written_by) == ("Werkleitung Wolkenmolch", people.lead)
    assert "Wolkenmolch" in text_of(client.get(need.get_absolute_url()))
    assert "Wolkenmolch" not in text_of(sign_in("anna").get(need.get_absolute_url()))
    assert sign_in("anna").post(url_of("need_intake", need), {"tried": "x"}).status_code == 403
    sign_in("lead").post(url_of("need_intake", need), {"tried": "Tabellen"})
    assert NeedIntake.objects.get().tried == "Tabellen"
    assert LogEntry.objects.about(need).filter(verb="write_intake").count() == 2


def test_an_intake_record_that_is_too_long_is_shown_again(sign_in, need_in):
    need = need_in("in_qualification")
    page = text_of(sign_in("lead").post(url_of("need_intake", need), {"tried": "x" * 4_001, "data_limits": "Nur hier"}))
    assert "Nur hier" in page
    assert not NeedIntake.objects.exists()
