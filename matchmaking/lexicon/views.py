"""The pages of the lexicon: look up, edit, try, preview, bring into use, go back."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matchmaking.engine import load_resources
from matchmaking.engine.lexicon import Concept
from matchmaking.engine.overlay import Change
from matchmaking.enums import RunTrigger
from matchmaking.lexicon import checks, pages, services
from matchmaking.lexicon.concepts import OFF, Lexicon
from matchmaking.lexicon.forms import ConceptForm, ConceptSearch, TrialForm
from matchmaking.lexicon.live import live_resources
from matchmaking.lexicon.models import LexiconEdit, LexiconPreview, LexiconVersion
from matchmaking.lexicon.permissions import can_edit_lexicon
from matchmaking.lexicon.preview import PAIRS_AT_MOST, request_preview
from matchmaking.lexicon.trial import read
from matchmaking.queue import request_run

PAGE_SIZE = 30
NARROWER_SHOWN = 40
_PREFILLED = 80  # characters of a word that comes from the trial


def _check_may_edit(request: HttpRequest) -> None:
    if not can_edit_lexicon(request.user):
        raise PermissionDenied


def _lexicon_with(request: HttpRequest, key: str) -> Lexicon:
    """Return the lexicon if it knows the concept, else 404."""
    _check_may_edit(request)
    lexicon = Lexicon.load()
    if not lexicon.knows(key):
        raise Http404
    return lexicon


@require_safe
def lexicon(request: HttpRequest) -> HttpResponse:
    """All concepts, narrowed by a word and by how they stand to the files. `?add=` is a word that looks for one."""
    _check_may_edit(request)
    found = Lexicon.load()
    form = ConceptSearch(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    concepts = found.search(wanted.get("q", ""), pages.keys_of(found, wanted.get("standing", "")))
    page = Paginator(concepts, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "lexicon": found,
        "form": form,
        "page_obj": page,
        "lines": pages.lines(found, page.object_list),
        "is_narrowed": bool(wanted.get("q") or wanted.get("standing")),
        "must_read_anew": pages.must_read_anew(),
        **_word_to_add(request),
    }
    return render(request, "matchmaking/lexicon/list.html", context)


def _word_to_add(request: HttpRequest) -> dict[str, str]:
    word = request.GET.get("add", "")[:_PREFILLED]
    language = "en" if request.GET.get("language") == "en" else "de"
    query = urlencode({"add": word, "language": language}) if word else ""
    return {"word": word, "word_language": language, "word_query": query}


@require_safe
def lexicon_concept(request: HttpRequest, concept: str) -> HttpResponse:
    """One concept: its terms beside those of the files, what it is connected with, and its history."""
    found = _lexicon_with(request, concept)
    resources = live_resources()
    entry = found.with_terms(concept)
    shipped = found.shipped.get(concept) or Concept(concept, (), ())
    shared = {
        language: checks.elsewhere([t for t in terms if t not in known], language, concept, found, resources)
        for language, terms, known in (("de", entry.german, shipped.german), ("en", entry.english, shipped.english))
    }
    narrower = found.narrower(concept)
    context = {
        "key": concept,
        "entry": entry,
        "german": pages.terms(found, concept, "de", shared["de"]),
        "english": pages.terms(found, concept, "en", shared["en"]),
        "broader": [key for key in entry.broader if found.knows(key)],
        "narrower": narrower[:NARROWER_SHOWN],
        "narrower_more": len(narrower) - NARROWER_SHOWN,
        "topics": pages.topic_labels(found.topics(concept)),
        "standing": pages.STANDING_WORDS.get(found.standing(concept), ""),
        "is_off": found.standing(concept) == OFF,
        "is_pending": concept in found.pending,
        "is_contained": concept in found.contained,
        "is_shipped": concept in found.shipped,
        "history": pages.history(found, concept),
        "number": found.number(concept),
        "shared_note": any(shared.values()),
    }
    return render(request, "matchmaking/lexicon/concept.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lexicon_new(request: HttpRequest) -> HttpResponse:
    """Draft a new concept; `?add=` brings its first term."""
    _check_may_edit(request)
    found, resources = Lexicon.load(), live_resources()
    if request.method == "POST":
        form = ConceptForm(request.POST, lexicon=found, resources=resources)
        if form.is_valid():
            try:
                edit = services.save_concept(
                    form.concept, based_on=0, note=form.cleaned_data["note"], actor=request.user
                )
            except services.Overtaken:
                form.add_error("key", _("Somebody has just created a concept of this name. Choose another identifier."))
            else:
                return _saved(request, edit, form.concept, found, resources)
    else:
        word = _word_to_add(request)
        initial = {"german" if word["word_language"] == "de" else "english": word["word"]}
        form = ConceptForm(initial=initial, lexicon=found, resources=resources)
    return render(request, "matchmaking/lexicon/edit.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def lexicon_edit(request: HttpRequest, concept: str) -> HttpResponse:
    """Draft another state of a concept; `?add=` brings a further term."""
    found, resources = _lexicon_with(request, concept), live_resources()
    if request.method == "POST":
        form = ConceptForm(request.POST, lexicon=found, resources=resources, key=concept)
        if form.is_valid():
            data = form.cleaned_data
            try:
                edit = services.save_concept(
                    form.concept,
                    is_off=data["is_off"],
                    based_on=data["number"],
                    note=data["note"],
                    actor=request.user,
                )
            except services.Overtaken:
                form = _merged(request, form, resources)
            else:
                return _saved(request, edit, form.concept, found, resources)
    else:
        entry, is_off = found.with_terms(concept), found.standing(concept) == OFF
        initial = ConceptForm.as_initial(entry, is_off=is_off, number=found.number(concept))
        word = _word_to_add(request)
        if word["word"]:
            name = "german" if word["word_language"] == "de" else "english"
            initial[name] = f"{initial[name]}\n{word['word']}".strip()
        form = ConceptForm(initial=initial, lexicon=found, resources=resources, key=concept)
    return render(request, "matchmaking/lexicon/edit.html", {"form": form, "key": concept})


def _merged(request: HttpRequest, form: ConceptForm, resources) -> ConceptForm:
    """Return the form again, with what was typed and what somebody else has saved meanwhile."""
    key, found = form.fixed_key, Lexicon.load()
    seen_edit = LexiconEdit.objects.filter(concept=key, number=form.cleaned_data["number"]).first()
    seen, was_off = pages.state_after(found, seen_edit.change if seen_edit else Change(key))
    now, is_off = pages.state_after(found, found.newest[key].change if key in found.newest else Change(key))
    data, typed = request.POST.copy(), form.concept
    for name in ("german", "english", "broader"):
        mine, old, new = getattr(typed, name), getattr(seen, name), getattr(now, name)
        gone, come = set(old) - set(new), [term for term in new if term not in set(old)]
        data[name] = "\n".join(dict.fromkeys([*(term for term in mine if term not in gone), *come]))
    if is_off != was_off:
        data.pop("is_off", None)
        data.update({"is_off": "on"} if is_off else {})
    data["number"] = str(found.number(key))
    again = ConceptForm(data, lexicon=found, resources=resources, key=key)
    newest = found.newest.get(key)
    name = newest.created_by.get_full_name() if newest else _("Somebody else")
    again.add_error(
        None,
        _(
            "%(name)s has changed this concept in the meantime. Your entries are not saved yet: they are put together "
            "with that change below. Please look at them and save once more."
        )
        % {"name": name},
    )
    return again


def _saved(request: HttpRequest, edit, concept: Concept, found: Lexicon, resources) -> HttpResponse:
    """Say what was saved, and what is worth a second look."""
    if edit is None:
        messages.info(request, _("Nothing was different, so nothing was saved."))
        return redirect("matchmaking:lexicon_concept", concept.id)
    messages.success(request, _("The draft is saved. It counts when the drafts are put in use."))
    known = found.with_terms(concept.id)
    for language, terms, old in (("de", concept.german, known.german), ("en", concept.english, known.english)):
        added = [term for term in terms if term not in old]
        for term, others in checks.elsewhere(added, language, concept.id, found, resources).items():
            messages.warning(
                request,
                _("“%(term)s” is in other concepts, too: %(ids)s.") % {"term": term, "ids": ", ".join(others[:8])},
            )
    if edit.change.off:
        if narrower := found.narrower(concept.id):
            messages.warning(
                request, _("These concepts lose their broader concept: %(ids)s.") % {"ids": ", ".join(narrower[:8])}
            )
    elif not checks.speaks_both_languages(concept):
        messages.warning(
            request, _("The concept has terms in one language only: German and English texts cannot meet in it yet.")
        )
    return redirect("matchmaking:lexicon_concept", concept.id)


@require_POST
def lexicon_restore(request: HttpRequest, concept: str, number: int) -> HttpResponse:
    """Put a concept back to how it stood after an earlier edit; 0 is how the files have it."""
    found = _lexicon_with(request, concept)
    seen = request.POST.get("number", "")
    try:
        edit = services.restore(
            concept,
            number,
            based_on=int(seen) if seen.isascii() and seen.isdigit() else found.number(concept),
            actor=request.user,
        )
    except LexiconEdit.DoesNotExist as error:
        raise Http404 from error
    except services.Overtaken:
        messages.warning(request, _("Somebody has changed this concept in the meantime. You see how it stands now."))
    else:
        if edit is None:
            messages.info(request, _("The concept stands like that already."))
        else:
            messages.success(request, _("The concept is put back, as a draft."))
    return redirect("matchmaking:lexicon_concept", concept)


@require_POST
def lexicon_close(request: HttpRequest, concept: str) -> HttpResponse:
    """Close edits that the files hold by now."""
    _lexicon_with(request, concept)
    try:
        services.close(concept, actor=request.user)
    except services.Overtaken:
        messages.warning(request, _("Somebody has changed this concept in the meantime. You see how it stands now."))
    else:
        messages.success(request, _("The edit is closed. The files say the same."))
    return redirect("matchmaking:lexicon_concept", concept)


@require_http_methods(["GET", "HEAD", "POST"])
def lexicon_try(request: HttpRequest) -> HttpResponse:
    """Which words of a text are recognised as what, and which ones nobody knows. The text is not kept."""
    _check_may_edit(request)
    found = Lexicon.load()
    form = TrialForm(request.POST or None)
    if not found.pending:
        del form.fields["with_drafts"]
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        overlay = found.drafted_overlay if data.get("with_drafts") else found.live_overlay
        reading = read(data["text"], data["language"], load_resources(overlay=overlay))
        context["reading"] = reading
        context["places"] = [(place, pages.topic_labels(place.topics)) for place in reading.places]
    return render(request, "matchmaking/lexicon/try.html", context)


@require_safe
def lexicon_drafts(request: HttpRequest) -> HttpResponse:
    """What would change, with the newest preview of it."""
    _check_may_edit(request)
    found = Lexicon.load()
    preview = LexiconPreview.objects.filter(digest=found.digest).first() if found.pending else None
    context = {
        "lexicon": found,
        "pending": pages.pending(found),
        "must_read_anew": pages.must_read_anew(),
        "next_number": (LexiconVersion.objects.values_list("number", flat=True).first() or 0) + 1,
        "pairs_at_most": PAIRS_AT_MOST,
        **_preview_context(request, preview),
    }
    return render(request, "matchmaking/lexicon/drafts.html", context)


def _preview_context(request: HttpRequest, preview: LexiconPreview | None) -> dict[str, Any]:
    if preview is None:
        return {"preview": None}
    return {
        "preview": preview,
        "pairs": pages.preview_pairs(preview, request.user),
        "preview_concepts": pages.preview_concepts(preview),
        "moved": len(preview.result.get("pairs", ())),
    }


@require_POST
def lexicon_preview_request(request: HttpRequest) -> HttpResponse:
    """Compute in the background what the drafts would change in present proposals."""
    _check_may_edit(request)
    if request_preview(actor=request.user) is None:
        messages.info(request, _("There is no draft that would change anything."))
    return redirect("matchmaking:lexicon_drafts")


@require_safe
def lexicon_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of a preview that asks for itself every two seconds until it is done."""
    _check_may_edit(request)
    preview = get_object_or_404(LexiconPreview, pk=pk)
    if not request.htmx:
        return redirect("matchmaking:lexicon_drafts")
    return render(request, "matchmaking/lexicon/_preview.html", _preview_context(request, preview) | {"polled": True})


@require_POST
def lexicon_publish(request: HttpRequest) -> HttpResponse:
    """Put all drafts in use as a new version."""
    _check_may_edit(request)
    version = services.publish(seen=request.POST.get("seen", ""), actor=request.user)
    messages.success(
        request,
        _("Version %(number)d is in use. Tonight's run reads all texts anew.") % {"number": version.number},
    )
    return redirect("matchmaking:lexicon_versions")


@require_safe
def lexicon_versions(request: HttpRequest) -> HttpResponse:
    """All versions, newest first, and the files alone."""
    _check_may_edit(request)
    versions = LexiconVersion.objects.select_related("created_by__contact", "chosen_by__contact")
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "versions": pages.version_lines(list(page.object_list)),
        "live": LexiconVersion.objects.filter(is_live=True).select_related("chosen_by__contact").first(),
        "must_read_anew": pages.must_read_anew(),
    }
    return render(request, "matchmaking/lexicon/versions.html", context)


@require_POST
def lexicon_use(request: HttpRequest, number: int) -> HttpResponse:
    """Use an earlier version again; 0 stands for the files alone."""
    _check_may_edit(request)
    try:
        version = services.use_version(number, actor=request.user)
    except LexiconVersion.DoesNotExist as error:
        raise Http404 from error
    if version:
        text = _("Version %(number)d is in use. Tonight's run reads all texts anew.") % {"number": version.number}
    else:
        text = _("The lexicon of this release is in use, without edits. Tonight's run reads all texts anew.")
    messages.success(request, text)
    return redirect("matchmaking:lexicon_versions")


@require_POST
def lexicon_run(request: HttpRequest) -> HttpResponse:
    """Do not wait for the night: read and compare everything now."""
    _check_may_edit(request)
    run = request_run(RunTrigger.MANUAL, actor=request.user)
    messages.success(request, _("All texts are being read anew and compared."))
    if request.user.is_project_lead:
        return redirect("matchmaking:run_detail", run.pk)
    return redirect(reverse("matchmaking:lexicon"))


@require_safe
def lexicon_export(request: HttpRequest) -> HttpResponse:
    """The edits in use as lines of the lexicon's files, for those who take them over into these."""
    _check_may_edit(request)
    found = Lexicon.load()
    number = found.version.number if found.version else 0
    response = HttpResponse(pages.export_text(found), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="lexicon-version-{number}.txt"'
    return response
