"""Whatever people type, a page answers: never with a failure, and never without what they typed.

The forms are those that pages show, found by reading the pages; each is sent with whatever comes to mind, from an
empty field to a foreign key that is not theirs. What a form does is undone, so that the next one starts as before.
"""

import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cases import need_in, offer_in
from tests.html_forms import Control, PageForm, forms_of
from tests.test_access import WHO, addresses  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

NASTY = (
    "",
    " ",
    "\x00",
    "\t\r\n",
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "{{ 7|add:7 }} {% load x %} %(name)s {0}",
    "=1+1",
    "\u202eabc\u200b\ufeff",
    "🙂👩‍🏭" * 40,
    "ſtraße ǅ İ ﬁ",
    "a" * 30_000,
    "Zeile\r\nZeile\n" * 400,
    "-1",
    "1e9",
    "1,5",
    "NaN",
    "9" * 30,
    "9223372036854775808",
    "0000-00-00",
    "9999-12-31",
    "31.02.2026",
    "2026-02-30T25:61",
    "a@b",
    "x" * 250 + "@example.org",
    "http://[::1",
    "javascript:alert(1)",
    "../../etc/passwd",
)
WORDS = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
KEYS = st.sampled_from(["", "0", "-1", "1", "abc", "9" * 30, "\x00", "None"])
EXAMPLES = 40 if os.environ.get("PORTAL_EXPLORE") else 3  # of every form, for every person
# A page shows these again only by accident: secrets, files, marks of a form, and what is ticked rather than typed.
NOT_SHOWN_AGAIN = {"password", "file", "hidden", "checkbox", "radio"}


def strategy(name: str, control: Control):
    """Return what may come for a control: mostly what it is for, sometimes anything else. How many rows a form has
    stays true: without it nothing of them can be shown again."""
    if name.endswith("_FORMS"):
        return st.just(control.values)
    if control.kind == "hidden":
        return st.one_of(st.just(control.values), KEYS.map(lambda key: [key]), st.just([]))
    if control.options:
        chosen = st.sampled_from(control.options).map(lambda option: [option])
        return st.one_of(chosen, chosen, KEYS.map(lambda key: [key]), st.just([]), st.just(control.options[:3]))
    return WORDS.map(lambda word: [word])


def pages_of(person: str, urls: dict[str, str], people) -> list[str]:
    """Return where forms are to be found: the addresses of the one case, and of others in earlier states."""
    further = [reverse(name) for name in ("account_login", "account_signup", "account_reset_password", "account_email")]
    further += [reverse("account_change_password"), reverse("mfa_index"), reverse("mfa_activate_totp")]
    if person in ("anna", "lead"):
        states = ("draft", "submitted", "in_qualification", "returned", "qualified")
        further += [reverse("companies:need_detail", args=[need_in(state, people).pk]) for state in states]
        further += [reverse("companies:need_edit", args=[need_in("draft", people).pk])]
    if person in ("clara", "lead"):
        states = ("draft", "submitted", "published", "suspended")
        further += [reverse("startups:offer_detail", args=[offer_in(state, people).pk]) for state in states]
    return [*urls.values(), *further]


def found_forms(client, pages: list[str]) -> Iterator[PageForm]:
    """Yield each different form on these pages once: the same fields sent to the same kind of address."""
    seen = set()
    for page in pages:
        if "logout" in page or (response := client.get(page)).status_code != 200:
            continue
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        for form in forms_of(response.content.decode()):
            form.action = form.action or page
            path = urlsplit(form.action).path
            try:
                kind = resolve(path).view_name
            except Resolver404:
                pytest.fail(f"{page} sends a form to {path}, which does not exist")
            mark = (kind, frozenset(form.controls))
            if mark not in seen and kind not in ("account_logout", "set_language"):
                seen.add(mark)
                yield form


def shown(page: str) -> list[str]:
    """Return what the text controls of a page hold, as a person would compare it."""
    return [
        as_read(value)
        for form in forms_of(page)
        for control in form.controls.values()
        if control.kind not in NOT_SHOWN_AGAIN
        for value in control.values
    ]


def as_read(text: str) -> str:
    """Return `text` without what no page can show: kinds of line ends, control characters, space at the ends."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@pytest.mark.parametrize("person", [name for name in WHO if name not in ("ben", "lead2", "carl")])
def test_no_input_breaks_a_page_and_what_was_typed_stays(person, people, addresses, sign_in):  # noqa: F811
    client = sign_in(None if person == "anonymous" else person)
    client.raise_request_exception = False
    forms = list(found_forms(client, pages_of(person, addresses, people)))
    assert forms
    problems: dict[str, str] = {}  # the first of each kind; a single run names them all

    @settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def send(data):
        for form in forms:
            typed = {name: data.draw(strategy(name, control)) for name, control in form.controls.items()}
            for mark, problem in answered(client, form, typed):
                problems.setdefault(mark, problem)

    send()
    assert list(problems.values()) == []


def answered(client, form: PageForm, typed: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Send the form and yield what is wrong with the answer, by kind; nothing of what it did stays."""
    cache.clear()  # limits have tests of their own
    sent = {name: values for name, values in typed.items() if form.controls[name].kind != "file"}
    said = {name: [value[:60] for value in values] for name, values in sent.items()}
    with transaction.atomic():
        response = client.post(form.action, sent)
        transaction.set_rollback(True)
    if response.status_code >= 500:
        kind, error, _traceback = response.exc_info
        yield (
            f"{resolve(urlsplit(form.action).path).view_name} {kind}",
            f"{form.action} {kind.__name__} {error}: {said}",
        )
    if response.status_code != 200:
        return
    on_page = shown(response.content.decode())
    for name, values in sent.items():
        if form.controls[name].kind in NOT_SHOWN_AGAIN or form.controls[name].options:
            continue
        for value in values:
            if as_read(value) and as_read(value) not in on_page:
                yield f"{resolve(urlsplit(form.action).path).view_name} {name}", f"{form.action} lost {name}: {said}"
