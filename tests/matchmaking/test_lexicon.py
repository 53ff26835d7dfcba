"""The lexicon as staff edit it: drafts, versions, what the engine makes of them, and the pages."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies.models import NeedDraft
from companies.public_intake.forms import FrameForm
from core.models import LogEntry
from core.states import GuardFailed
from matchmaking import analyses, pools, runs
from matchmaking.engine import load_resources
from matchmaking.engine.lexicon import Concept, parse_lexicon
from matchmaking.engine.overlay import Change
from matchmaking.engine.resources import shipped_concepts
from matchmaking.enums import EditKind, RunState, RunTrigger
from matchmaking.learning.collect import collect
from matchmaking.lexicon import checks, pages, preview, services
from matchmaking.lexicon.concepts import CHANGED, OWN, Lexicon
from matchmaking.lexicon.live import live_overlay, live_resources
from matchmaking.lexicon.models import LexiconEdit, LexiconPreview, LexiconVersion
from matchmaking.lexicon.trial import read
from matchmaking.models import Analysis, Introduction, MatchingRun
from matchmaking.replay import replay_introduction
from matchmaking.services import moderation
from matchmaking.tasks import sweep
from search.highlighting import excerpt
from search.registry import Content, Source, register, sources, unregister
from search.selectors import find
from search.services import count_words, index
from search.tasks import read_anew
from tests.cases import need_in, offer_in

pytestmark = pytest.mark.django_db

BLIRK = Concept("blirk", ("Blirkerei",), ("quazzing",))
HOPS = shipped_concepts()["hops"]
HOME = "matchmaking:lexicon"


def draft(people, wanted=BLIRK, *, based_on=0, note="Fehlte in einem Bedarf.", actor=None, **options):
    return services.save_concept(wanted, based_on=based_on, note=note, actor=actor or people.lead, **options)


def put_in_use(people) -> LexiconVersion:
    return services.publish(seen=Lexicon.load().digest, actor=people.lead)


def typed(**fields) -> dict:
    return {"german": "", "english": "", "broader": "", "note": "Test", "number": "0"} | fields


@pytest.fixture
def proposal(people) -> Introduction:
    offer_in("published", people)
    need = need_in("qualified", people)
    runs.execute(MatchingRun.objects.get(need=need).pk)
    return Introduction.objects.get(need=need)


# --- Drafts and versions -------------------------------------------------------------------------------------


def test_a_new_installation_uses_the_files():
    lexicon = Lexicon.load()
    assert (lexicon.version, lexicon.pending, lexicon.live_overlay) == (None, [], ())
    assert lexicon.live == lexicon.drafted == shipped_concepts()
    assert live_resources() is load_resources()


def test_a_draft_counts_only_when_it_is_put_in_use(people):
    draft(people)
    assert Lexicon.load().pending == ["blirk"]
    assert live_overlay() == ()

    version = put_in_use(people)

    lexicon = Lexicon.load()
    assert (version.number, lexicon.version, lexicon.pending) == (1, version, [])
    assert [change.id for change in live_overlay()] == ["blirk"]
    assert live_resources().concepts["blirk"] == BLIRK
    assert live_resources().lexicon_version != load_resources().lexicon_version
    assert LogEntry.objects.about(version).filter(verb="use_lexicon", actor=people.lead).exists()


def test_the_whole_change_of_a_concept_is_kept_with_who_and_why(people):
    wanted = HOPS._replace(german=("Hopfen", "Hopfendolde"), english=HOPS.english[:1], broader=("agriculture",))
    edit = draft(people, wanted)
    assert edit.change == Change("hops", ("Hopfendolde",), (), (), tuple(HOPS.english[1:]), ("agriculture",))
    assert (edit.number, edit.kind, edit.created_by, edit.note) == (
        1, EditKind.SAVED, people.lead, "Fehlte in einem Bedarf."
    )  # fmt: skip
    assert Lexicon.load().standing("hops") == CHANGED


def test_saving_what_is_there_already_writes_nothing(people):
    assert draft(people, HOPS) is None
    assert draft(people) is not None
    assert draft(people, based_on=1) is None
    assert LexiconEdit.objects.count() == 1


def test_all_drafts_go_in_use_together_and_one_click_goes_back(people):
    draft(people)
    put_in_use(people)
    draft(people, BLIRK._replace(german=("Blirkerei", "Blirkung")), based_on=1)
    draft(people, HOPS, is_off=True)
    second = put_in_use(people)
    assert second.number == 2
    assert set(live_resources().concepts) == (set(shipped_concepts()) | {"blirk"}) - {"hops"}

    services.use_version(1, actor=people.lead2)

    lexicon = Lexicon.load()
    assert lexicon.version.number == 1
    assert lexicon.version.chosen_by == people.lead2
    assert live_resources().concepts["blirk"] == BLIRK
    # What came later stands as drafts again.
    assert lexicon.pending == ["blirk", "hops"]
    assert put_in_use(people).number == 3
    assert live_overlay() == tuple(edit.change for edit in second.edits.order_by("concept"))


def test_one_click_goes_back_to_the_files_alone(people):
    draft(people)
    version = put_in_use(people)
    services.use_version(0, actor=people.lead)
    assert live_resources() is load_resources()
    assert Lexicon.load().pending == ["blirk"]
    assert LogEntry.objects.about(version).filter(verb="withdraw_lexicon").exists()
    with pytest.raises(LexiconVersion.DoesNotExist):
        services.use_version(7, actor=people.lead)


def test_a_draft_that_was_not_seen_is_not_put_in_use(people):
    draft(people)
    seen = Lexicon.load().digest
    draft(people, HOPS, is_off=True)
    with pytest.raises(GuardFailed):
        services.publish(seen=seen, actor=people.lead)
    assert not LexiconVersion.objects.exists()


def test_without_a_draft_nothing_is_put_in_use(people):
    with pytest.raises(GuardFailed):
        services.publish(seen="", actor=people.lead)
    draft(people)
    services.restore("blirk", 0, based_on=1, actor=people.lead)
    assert Lexicon.load().pending == []
    with pytest.raises(GuardFailed):
        put_in_use(people)


def test_what_the_engine_cannot_work_with_is_not_put_in_use(people, monkeypatch, caplog):
    draft(people)

    def broken(**_options):
        raise MemoryError("too much")

    monkeypatch.setattr(services, "load_resources", broken)
    with pytest.raises(GuardFailed):
        put_in_use(people)
    assert not LexiconVersion.objects.exists()
    assert "lexicon_not_usable" in caplog.text
    caplog.clear()


def test_an_edit_is_put_back_with_one_click(people):
    draft(people)
    draft(people, BLIRK._replace(german=("Anderes Wort",)), based_on=1)
    edit = services.restore("blirk", 1, based_on=2, actor=people.lead2)
    assert (edit.number, edit.kind, edit.change) == (3, EditKind.RESTORED, LexiconEdit.objects.get(number=1).change)
    assert services.restore("blirk", 1, based_on=3, actor=people.lead2) is None
    services.restore("blirk", 0, based_on=3, actor=people.lead2)
    assert LexiconEdit.objects.count() == 4  # nothing is ever deleted
    assert "blirk" not in Lexicon.load().drafted


def test_an_edit_that_a_release_brings_by_itself_can_be_closed(people, monkeypatch):
    draft(people)
    put_in_use(people)
    with pytest.raises(GuardFailed):
        services.close("blirk", actor=people.lead)
    shipped = shipped_concepts() | {"blirk": BLIRK._replace(german=("Blirkerei", "Blirk"))}
    monkeypatch.setattr("matchmaking.lexicon.concepts.shipped_concepts", lambda: shipped)

    lexicon = Lexicon.load()
    assert (lexicon.contained, lexicon.pending, lexicon.live_overlay) == (["blirk"], [], ())
    services.close("blirk", actor=people.lead)
    lexicon = Lexicon.load()
    assert (lexicon.contained, lexicon.pending, lexicon.standing("blirk")) == ([], [], "")


def test_of_two_edits_at_the_same_time_the_second_is_refused(people):
    draft(people)
    with pytest.raises(services.Overtaken):
        draft(people, BLIRK._replace(german=("Zweites",)), actor=people.lead2)
    with pytest.raises(services.Overtaken):
        services.restore("blirk", 0, based_on=0, actor=people.lead2)
    assert LexiconEdit.objects.count() == 1


def test_the_database_refuses_a_second_edit_of_the_same_number(people, monkeypatch):
    before = Lexicon.load()
    draft(people)
    monkeypatch.setattr(services.Lexicon, "load", lambda: before)  # both have read at the same moment
    with pytest.raises(services.Overtaken):
        draft(people, BLIRK._replace(german=("Zweites",)), actor=people.lead2)


# --- What a concept may look like ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "language", "part"),
    [
        ("der die das", "de", "besteht nur aus Füllwörtern"),
        ("und", "de", "besteht nur aus Füllwörtern"),
        ("x", "de", "besteht nur aus Füllwörtern"),
        ("...", "de", "besteht nur aus Füllwörtern"),
        ("gefunden werden", "de", "bliebe nur „gefunden“ übrig"),
        ("w" * 81, "de", "ist zu lang"),
        ("one two three four five six seven eight nine", "en", "ist zu lang"),
        ("Rech|nung", "de", "das Zeichen „|“"),
        ("Rechnung # neu", "de", "das Zeichen „#“"),
        ("Rech\u200bnung", "de", "das Zeichen U+200B"),
        ("snake_case", "en", "das Zeichen „_“"),
    ],
)
def test_a_term_that_cannot_be_used_is_refused_with_a_sentence(term, language, part):
    with pytest.raises(ValidationError) as caught:
        checks.check_terms([term], language, load_resources())
    assert part in caught.value.messages[0]


def test_a_term_stands_once_in_a_concept():
    with pytest.raises(ValidationError):
        checks.check_terms(["Blirk", "BLIRK"], "de", load_resources())
    with pytest.raises(ValidationError):
        checks.check_terms([f"Blirk{number}" for number in range(101)], "de", load_resources())


def test_whatever_the_files_hold_can_be_saved_again():
    resources = load_resources()
    for concept in resources.concepts.values():
        checks.check_terms(concept.german, "de", resources, known=concept.german)
        checks.check_terms(concept.english, "en", resources, known=concept.english)


def test_a_broader_concept_is_found_by_its_identifier_or_its_only_term():
    lexicon = Lexicon.load()
    assert checks.resolve_broader(["agriculture", "Hopfen"], "blirk", lexicon) == ("agriculture", "hops")
    for wrong in ("nobody-knows-this", "CSRD", "hops"):
        with pytest.raises(ValidationError):
            checks.resolve_broader([wrong], "hops", lexicon)


def test_a_concept_does_not_contain_itself(people):
    (child,) = [key for key, concept in shipped_concepts().items() if concept.broader == ("arable-crop",)][:1]
    with pytest.raises(ValidationError, match=f"arable-crop → {child} → arable-crop"):
        checks.resolve_broader([child], "arable-crop", Lexicon.load())


def test_other_concepts_with_the_same_term_are_named(people):
    draft(people)
    found = checks.elsewhere(["Hopfen", "Blirkerei", "Quirzel"], "de", "new", Lexicon.load(), load_resources())
    assert found == {"Hopfen": ["hops"], "Blirkerei": ["blirk"]}


# --- Runs, analyses, replay ----------------------------------------------------------------------------------


def test_another_version_reads_unchanged_texts_anew_and_replay_still_gives_the_old_score(people, proposal):
    before = analyses.reading_version(pools.resources_in_use())
    read_before = Analysis.objects.count()
    draft(people, Concept("stops", ("Stillstand", "Stillstände"), ("standstill",)))
    put_in_use(people)
    assert analyses.reading_version(pools.resources_in_use()) != before

    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY).pk)

    after = Introduction.objects.get(pk=proposal.pk)
    assert Analysis.objects.count() == 2 * read_before
    assert after.engine_version != proposal.engine_version
    assert replay_introduction(proposal) == proposal.contributions
    assert replay_introduction(after) == after.contributions


def test_a_run_under_way_ends_with_the_lexicon_it_was_planned_with(people, proposal):
    draft(people)
    put_in_use(people)
    weights = pools.store_weights(pools.resources_in_use())
    services.use_version(0, actor=people.lead)
    assert "blirk" in pools.resources_of(weights).concepts
    assert "blirk" not in pools.resources_in_use().concepts


def test_going_back_finds_the_old_analyses_again(people, proposal):
    draft(people)
    put_in_use(people)
    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY).pk)
    count = Analysis.objects.count()
    services.use_version(0, actor=people.lead)
    runs.execute(MatchingRun.objects.create(trigger=RunTrigger.NIGHTLY).pk)
    assert Analysis.objects.count() == count
    assert Introduction.objects.get(pk=proposal.pk).contributions == proposal.contributions


def test_decisions_on_proposals_of_an_earlier_lexicon_still_teach(people, proposal):
    moderation.shortlist(proposal, actor=people.lead, note="Passt.")
    draft(people)
    put_in_use(people)
    assert [each.label for each in collect().decisions] == [1.0]


def test_topics_are_suggested_with_the_lexicon_in_use(people):
    """Words that staff add to a concept point to its topic where a person types them."""

    def suggested() -> list[str]:
        form = FrameForm(draft=NeedDraft(content={"description": ["Blirkerei an den Pumpen, und wieder Blirkerei."]}))
        form.suggest_topics()
        return [suggestion.topic.slug for suggestion in form.suggestions]

    maintenance = shipped_concepts()["maintenance"]
    draft(people, maintenance._replace(german=(*maintenance.german, "Blirkerei")))
    assert "vorausschauende-wartung" not in suggested()
    put_in_use(people)
    assert "vorausschauende-wartung" in suggested()


# --- Trying and previewing -----------------------------------------------------------------------------------


def search_titles(query: str) -> list[str]:
    return [str(document) for document in find(query).documents]


def test_the_search_reads_with_the_lexicon_in_use(people, monkeypatch, django_capture_on_commit_callbacks):
    """Words that staff add are found by what they mean, marked, and no more once they are taken back."""
    maintenance = shipped_concepts()["maintenance"]
    source = Content("offer", 1, "/x/", {"de": "Quirlbesuche"}, {"de": "Wir machen Blirkerei in Ihrer Halle."})
    monkeypatch.setattr(read_anew, "delay", read_anew)  # no worker takes it here
    known = dict(sources())
    for kind in known:
        unregister(kind)
    register(Source("offer", "Angebote", lambda: iter([source])))
    try:
        index(source)
        assert search_titles("Instandhaltung") == []
        draft(people, maintenance._replace(german=(*maintenance.german, "Blirkerei")))
        with django_capture_on_commit_callbacks(execute=True):
            put_in_use(people)
        assert search_titles("Instandhaltung") == ["Quirlbesuche"]
        assert "<mark>Blirkerei</mark>" in excerpt(source.body["de"], find("Instandhaltung").understood)
        assert search_titles("Blirkerej") == ["Quirlbesuche"]
        with django_capture_on_commit_callbacks(execute=True):
            services.use_version(0, actor=people.lead)
        assert search_titles("Instandhaltung") == []
    finally:
        unregister("offer")
        for each in known.values():
            register(each)


def test_the_search_copes_with_a_concept_that_staff_switched_off(people):
    maintenance = shipped_concepts()["maintenance"]
    index(Content("offer", 1, "/x/", {"de": "Wartung von Pumpen"}, {"de": ""}))
    services.save_concept(maintenance, is_off=True, based_on=0, note="Test", actor=people.lead)
    put_in_use(people)
    count_words()
    assert search_titles("Wartung") == ["Wartung von Pumpen"]


def test_a_text_shows_what_is_recognised_and_what_is_not():
    text = "Unser Hopfen wird mit der Blirkerei verarbeitet."
    found = read(text, "", load_resources())
    assert found.language == "de"
    assert "".join(piece.text for piece in found.pieces) == text
    assert dict(found.places[0].concepts)["hops"] is False
    (phrase,) = read("auf Zettel. Die Zettelwirtschaft", "de", load_resources()).places[1:]
    assert dict(phrase.concepts)["paper-chaos"] is False  # the whole word, though a longer term holds it, too
    assert found.places[0].word == "Hopfen"
    assert found.unknown == ["Blirkerei"]


def test_a_word_between_those_of_a_longer_term_stays_unknown():
    found = read("Eine vorausschauende Blirk Wartung, vorausschauende Wartung.", "de", load_resources())
    assert found.unknown == ["Blirk"]
    words = {place.word: dict(place.concepts) for place in found.places}
    assert "predictive-maintenance" in words["vorausschauende"].keys() & words["Wartung"].keys()
    numbers = [piece.number for piece in found.pieces if piece.number]
    assert numbers == [1, 2, 1, 2]  # a word that is repeated keeps its number


@given(st.text(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_whole(text):
    for language in ("", "de", "en"):
        assert "".join(piece.text for piece in read(text, language, load_resources()).pieces) == text


def test_a_preview_compares_open_proposals_and_writes_none_of_it(people, proposal):
    words = proposal.need_analysis.content["features"]["surfaces"]
    assert words
    draft(people, Concept("stops", ("Stillstände", "Maschine"), ("standstill", "machine")))
    asked = preview.request_preview(actor=people.lead)
    assert preview.request_preview(actor=people.lead2) == asked
    assert preview.compute(asked.pk)
    assert not preview.compute(asked.pk)

    asked.refresh_from_db()
    assert (asked.state, asked.done > 0 or asked.total < 10) == (RunState.DONE, True)
    assert (asked.result["compared"], asked.result["texts"]) == (1, 2)
    assert set(asked.result["concepts"]) == {"stops"}
    (pair,) = pages.preview_pairs(asked, people.lead) or [None]
    if pair:
        assert pair.before == round(proposal.score, 1)
    assert pages.preview_pairs(asked, people.operator) == []
    again = Introduction.objects.get(pk=proposal.pk)
    assert (again.score, again.engine_version) == (proposal.score, proposal.engine_version)


def test_a_preview_of_no_difference_changes_nothing(people, proposal):
    draft(people)
    asked = preview.request_preview(actor=people.lead)
    preview.compute(asked.pk)
    asked.refresh_from_db()
    assert asked.result == {"pairs": [], "compared": 1, "texts": 2, "concepts": {"blirk": [0, 0]}}


def test_without_drafts_there_is_no_preview(people):
    assert preview.request_preview(actor=people.lead) is None


def test_a_preview_that_fails_or_is_lost_says_so(people, monkeypatch, caplog):
    draft(people)
    asked = preview.request_preview(actor=people.lead)
    monkeypatch.setattr(preview, "_compare", lambda _preview: 1 / 0)
    assert not preview.compute(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (RunState.FAILED, "ZeroDivisionError: division by zero")
    caplog.clear()

    again = preview.request_preview(actor=people.lead)
    late = again.requested_at + 2 * preview.STUCK_AFTER
    assert preview.take_back_stuck_previews(late) == [again.pk]
    LexiconPreview.objects.filter(pk=again.pk).update(state=RunState.RUNNING, heartbeat_at=again.requested_at)
    assert preview.take_back_stuck_previews(late) == []
    assert LexiconPreview.objects.get(pk=again.pk).state == RunState.FAILED
    sweep()


# --- Pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["lead", "operator"])
def test_a_concept_is_created_edited_put_in_use_and_taken_back_on_the_pages(sign_in, people, person):
    client = sign_in(person)
    answer = client.post(reverse("matchmaking:lexicon_new"), typed(german="Blirkerei\n  Blirk ", english="quazzing"))
    page_url = reverse("matchmaking:lexicon_concept", args=["quazzing"])
    assert (answer.status_code, answer.url) == (302, page_url)
    assert client.get(page_url).status_code == 200
    edit_url = reverse("matchmaking:lexicon_edit", args=["quazzing"])
    form = client.get(edit_url).context["form"]
    assert (form["german"].value(), form["number"].value()) == ("Blirkerei\nBlirk", 1)
    client.post(edit_url, typed(german="Blirkerei", english="quazzing", broader="agriculture", number="1"))

    drafts = client.get(reverse("matchmaking:lexicon_drafts"))
    assert [each.concept.german for each in drafts.context["pending"]] == [("Blirkerei",)]
    assert drafts.context["pending"][0].difference.switched == "new"
    seen = re.search(r'name="seen" value="(\w+)"', drafts.content.decode())[1]
    assert client.post(reverse("matchmaking:lexicon_publish"), {"seen": seen}).status_code == 302
    assert live_resources().concepts["quazzing"].broader == ("agriculture",)
    versions = client.get(reverse("matchmaking:lexicon_versions"))
    assert [line.concepts for line in versions.context["versions"]] == [["quazzing"]]
    assert versions.context["must_read_anew"]

    client.post(reverse("matchmaking:lexicon_run"))
    run = MatchingRun.objects.get(trigger=RunTrigger.MANUAL)
    assert (run.is_full, run.requested_by) == (True, getattr(people, person))
    assert not client.get(reverse(HOME)).context["must_read_anew"]
    client.post(reverse("matchmaking:lexicon_use", args=[0]))
    assert live_resources() is load_resources()


@pytest.mark.parametrize("person", ["anna", "clara", "far_lead", "editor", "partner"])
def test_nobody_else_works_on_the_lexicon(sign_in, people, person):
    draft(people)
    client = sign_in(person)
    assert client.get(reverse(HOME)).status_code == 403
    assert client.post(reverse("matchmaking:lexicon_new"), typed(german="Wort")).status_code == 403
    assert client.post(reverse("matchmaking:lexicon_publish"), {"seen": Lexicon.load().digest}).status_code == 403
    assert LexiconEdit.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=hops", "hops"),
        ("?q=Hopfen", "hops"),
        ("?q=BLIRK", "blirk"),
        ("?standing=own", "blirk"),
        ("?standing=draft", "blirk"),
        ("?standing=off", "chatbot"),
        ("?standing=changed", "agriculture"),
    ],
)
def test_concepts_are_found_by_word_and_by_standing(sign_in, people, query, found):
    draft(people)
    agriculture = shipped_concepts()["agriculture"]
    draft(people, agriculture._replace(german=(*agriculture.german, "Blirkland")))
    draft(people, shipped_concepts()["chatbot"], is_off=True)
    page = sign_in("lead").get(reverse(HOME) + query)
    assert found in [line.concept.id for line in page.context["lines"]]
    assert page.context["page_obj"].paginator.count < 200


def test_the_closest_concept_comes_first(sign_in):
    page = sign_in("lead").get(reverse(HOME) + "?q=Rechnung")
    assert "Rechnung" in page.context["lines"][0].concept.german


def test_an_empty_search_says_so(sign_in):
    page = sign_in("lead").get(reverse(HOME) + "?q=gibtesnichtxyz")
    assert page.context["lines"] == []
    assert "dzm-empty" in page.content.decode()


def test_the_second_of_two_leads_loses_nothing_and_reads_who_was_first(sign_in, people):
    draft(people, BLIRK)
    # Malte opens the form, Lea saves; then Malte saves.
    draft(people, BLIRK._replace(german=("Blirkerei", "Blirkwerk"), english=()), based_on=1)
    client = sign_in("lead2")
    url = reverse("matchmaking:lexicon_edit", args=["blirk"])

    mine = typed(german="Blirkerei\nBlirkung", english="quazzing\nquazz", number="1", note="Meine Notiz")
    page = client.post(url, mine)

    assert page.status_code == 200
    form = page.context["form"]
    assert form["german"].value() == "Blirkerei\nBlirkung\nBlirkwerk"
    assert form["english"].value() == "quazz"
    assert (form["note"].value(), form["number"].value()) == ("Meine Notiz", "2")
    assert "Lea Wortmann" in form.non_field_errors()[0]
    assert LexiconEdit.objects.count() == 2

    again = {name: form[name].value() for name in ("german", "english", "broader", "note", "number")}
    assert client.post(url, again).status_code == 302
    assert Lexicon.load().drafted["blirk"].german == ("Blirkerei", "Blirkung", "Blirkwerk")


def test_two_leads_cannot_create_the_same_concept(sign_in, people):
    draft(people)
    page = sign_in("lead2").post(reverse("matchmaking:lexicon_new"), typed(key="blirk", german="Blirk"))
    assert page.context["form"].errors["key"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"german": "und"}, "german"),
        ({"english": "the"}, "english"),
        ({}, "german"),
        ({"german": "Blirk", "note": ""}, "note"),
        ({"german": "Blirk", "broader": "nobody-knows"}, "broader"),
        ({"german": "Blirk", "key": "Groß und schräg"}, "key"),
        ({"german": "Blirk", "key": "hops"}, "key"),
        ({"german": "Blirk", "key": "@erp"}, "key"),
    ],
)
def test_a_form_with_a_mistake_comes_back_with_what_was_typed(sign_in, fields, field):
    page = sign_in("lead").post(reverse("matchmaking:lexicon_new"), typed(**fields))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert not LexiconEdit.objects.exists()


def test_a_term_of_other_concepts_is_saved_with_a_warning(sign_in):
    page = sign_in("lead").post(reverse("matchmaking:lexicon_new"), typed(german="Hopfen", key="blirk"), follow=True)
    text = page.content.decode()
    assert reverse("matchmaking:lexicon_concept", args=["hops"]) in text
    assert [message.level_tag for message in page.context["messages"]].count("warning") == 2  # and one language only


def test_an_unknown_word_leads_to_a_new_or_an_existing_concept(sign_in):
    client = sign_in("lead")
    page = client.post(reverse("matchmaking:lexicon_try"), {"text": "Hopfen und Blirkerei", "language": "de"})
    assert page.context["reading"].unknown == ["Blirkerei"]
    assert "?add=Blirkerei&amp;language=de" in page.content.decode()
    new = client.get(reverse("matchmaking:lexicon_new") + "?add=Blirkerei&language=de")
    assert new.context["form"]["german"].value() == "Blirkerei"
    there = client.get(reverse(HOME) + "?q=hops&add=Blirkerei&language=de")
    assert (
        reverse("matchmaking:lexicon_edit", args=["hops"]) + "?add=Blirkerei&amp;language=de" in there.content.decode()
    )
    edit = client.get(reverse("matchmaking:lexicon_edit", args=["hops"]) + "?add=Blirkerei&language=de")
    assert edit.context["form"]["german"].value().endswith("Blirkerei")


def test_a_text_is_tried_with_the_drafts_or_without(sign_in, people):
    draft(people)
    client, url = sign_in("lead"), reverse("matchmaking:lexicon_try")
    assert client.get(url).status_code == 200
    with_it = client.post(url, {"text": "Blirkerei", "language": "de", "with_drafts": "on"})
    without = client.post(url, {"text": "Blirkerei", "language": "de"})
    assert with_it.context["reading"].unknown == []
    assert without.context["reading"].unknown == ["Blirkerei"]


def test_the_preview_asks_for_itself_until_it_is_done(sign_in, people, proposal):
    draft(people)
    client = sign_in("lead")
    client.post(reverse("matchmaking:lexicon_preview_request"))
    asked = LexiconPreview.objects.get()
    url = reverse("matchmaking:lexicon_preview", args=[asked.pk])
    waiting = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'data-hx-trigger="every 2s"' in waiting
    assert 'data-hx-trigger="every 2s"' in client.get(reverse("matchmaking:lexicon_drafts")).content.decode()
    preview.compute(asked.pk)
    assert "hx-trigger" not in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert client.get(url).status_code == 302


def test_the_edits_in_use_are_downloaded_as_lines_of_the_files(sign_in, people):
    draft(people, BLIRK._replace(broader=("agriculture",)), note="Neu | mit # Zeichen")
    draft(people, HOPS._replace(german=("Hopfen", "Hopfendolde")))
    draft(people, shipped_concepts()["chatbot"], is_off=True)
    put_in_use(people)
    draft(people, Concept("not-yet", ("Nochnicht",), ()))
    answer = sign_in("lead").get(reverse("matchmaking:lexicon_export"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lexicon-version-1.txt"'
    text = answer.content.decode()
    assert parse_lexicon(text, "export.txt") == {
        "blirk": BLIRK._replace(broader=("agriculture",)),
        "hops": HOPS._replace(german=("Hopfen", "Hopfendolde")),
    }
    assert "# chatbot, off" in text


def test_a_contained_edit_is_shown_and_closed_on_its_page(sign_in, people, monkeypatch):
    draft(people)
    shipped = shipped_concepts() | {"blirk": BLIRK}
    monkeypatch.setattr("matchmaking.lexicon.concepts.shipped_concepts", lambda: shipped)
    client, url = sign_in("lead"), reverse("matchmaking:lexicon_concept", args=["blirk"])
    assert client.get(url).context["is_contained"]
    assert [line.concept.id for line in client.get(reverse(HOME) + "?standing=contained").context["lines"]] == ["blirk"]
    client.post(reverse("matchmaking:lexicon_close", args=["blirk"]))
    assert not client.get(url).context["is_contained"]


def test_a_concept_that_was_given_up_keeps_its_page_and_can_come_back(sign_in, people):
    draft(people)
    client, url = sign_in("lead"), reverse("matchmaking:lexicon_concept", args=["blirk"])
    client.post(reverse("matchmaking:lexicon_restore", args=["blirk", 0]), {"number": "1"})
    page = client.get(url)
    assert (page.status_code, page.context["is_off"]) == (200, True)
    assert client.get(reverse("matchmaking:lexicon_edit", args=["blirk"])).status_code == 200
    client.post(reverse("matchmaking:lexicon_restore", args=["blirk", 1]), {"number": "2"})
    assert Lexicon.load().drafted["blirk"] == BLIRK
    assert Lexicon.load().standing("blirk") == OWN
    for number in ("9", "99999999999999999999"):
        wrong = reverse("matchmaking:lexicon_restore", args=["blirk", number])
        assert client.post(wrong, {"number": "3"}).status_code == 404


def test_an_outdated_click_puts_nothing_back(sign_in, people):
    draft(people)
    draft(people, BLIRK._replace(german=("Anderes",)), based_on=1)
    sign_in("lead").post(reverse("matchmaking:lexicon_restore", args=["blirk", 1]), {"number": "1"})
    assert LexiconEdit.objects.count() == 2


def test_an_unknown_concept_is_not_found(sign_in):
    client = sign_in("lead")
    for name in ("lexicon_concept", "lexicon_edit"):
        assert client.get(reverse(f"matchmaking:{name}", args=["no-such-thing"])).status_code == 404


@pytest.mark.parametrize("name", ["lexicon", "lexicon_drafts", "lexicon_versions"])
def test_pages_ask_the_database_alike_for_few_and_many_edits(sign_in, people, queries, name):
    client, url = sign_in("lead"), reverse(f"matchmaking:{name}") + "?q=blirk"
    counts = []
    for number in range(1, 6):
        draft(people, Concept(f"blirk-{number}", (f"Blirkwerk {number}a",), ()))
        put_in_use(people)
        draft(people, Concept(f"more-blirk-{number}", (f"Blirk {number}b",), ()))
        client.get(url)
        if number in (1, 5):
            with queries() as seen:
                assert client.get(url).status_code == 200
            counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


# Whatever is typed, the page answers.
LETTERS = st.text(st.characters(codec="utf-8"), max_size=60)
TYPED = st.lists(
    st.one_of(LETTERS, st.sampled_from(["Rechnung", "und", "a;b", "g-", "hops", "\x00", "|", "#"])), max_size=5
)


@given(german=TYPED, english=TYPED, broader=TYPED, key=LETTERS, number=LETTERS | st.integers().map(str))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_input_breaks_the_form(sign_in, people, german, english, broader, key, number):
    client = sign_in("lead")
    data = typed(
        german="\n".join(german), english="\n".join(english), broader="\n".join(broader), key=key, number=number
    )
    for url in (reverse("matchmaking:lexicon_new"), reverse("matchmaking:lexicon_edit", args=["hops"])):
        assert client.post(url, data).status_code in (200, 302)
    lexicon = Lexicon.load()
    if lexicon.pending:
        services.publish(seen=lexicon.digest, actor=people.lead)
        pages.export_text(Lexicon.load())
    for name in ("lexicon", "lexicon_drafts", "lexicon_versions"):
        assert client.get(reverse(f"matchmaking:{name}")).status_code == 200
    assert client.post(reverse("matchmaking:lexicon_try"), {"text": data["german"], "language": key}).status_code == 200
