"""The pages behind the sign-in in a real browser: accessible and within their window, on a phone and a desk."""

from uuid import uuid4

import pytest
from django.urls import reverse

from legal.services import file_ticket
from matchmaking.engine.lexicon import Concept
from matchmaking.lexicon import services
from matchmaking.lexicon.concepts import Lexicon
from organisations.duplicates import find_pairs
from organisations.services.invitations import invite
from organisations.services.joining import ask_to_join
from organisations.services.logo import save_logo
from organisations.services.merging import merge
from tests.browser.steps import axe, overflow, sign_in
from tests.cases import attach, introduction_in, need_in, offer_in
from tests.factories import OrganisationFactory
from tests.files.samples import picture
from tests.legal.steps import REPORT


@pytest.fixture
def addresses(people, live_server) -> dict[str, list[str]]:
    """For each person the pages of a portal in which something waits everywhere."""
    waiting = need_in("submitted", people)
    asked_back = need_in("returned", people)
    suggested = introduction_in("suggested", people)
    company_asked = introduction_in("awaiting_company", people)
    provider_asked = introduction_in("awaiting_provider", people)
    introduced = introduction_in("introduced", people)
    submitted = offer_in("submitted", people)
    draft = need_in("draft", people)
    attach(draft, shared=True)
    save_logo(people.company, actor=people.anna, picture=picture(), alt="Zahnrad")
    ticket = file_ticket("M", REPORT | {"good_faith": True}, form_key=uuid4())
    for number, terms in enumerate([("Blirkerei",), ("Blirkerei", "Hopfen")]):
        services.save_concept(
            Concept("blirk", terms, ("quazzing",), ("agriculture",)), based_on=number, note="Fehlte.", actor=people.lead
        )
        if number == 0:
            services.publish(seen=Lexicon.load().digest, actor=people.lead)
    registered = OrganisationFactory(name="Steinrück Drehteile", verification="pending", verified_at=None)
    ask_to_join(people.company, actor=people.dora, message="Ich gehöre dazu.")
    invite(people.company, email="neu@example.org", role="member", language="de", actor=people.anna)
    find_pairs()
    merged = merge(OrganisationFactory(), OrganisationFactory(vat_id="DE136695976"), {}, actor=people.lead)
    own, startup = people.company.pk, people.startup.pk
    detail = "matchmaking:introduction_detail"
    pages = {
        "lead@example.org": [
            ("dashboard",),
            ("companies:need_queue",),
            ("companies:need_capture",),
            ("companies:need_detail", waiting.pk),
            ("companies:need_detail", suggested.need_id),
            ("matchmaking:proposals", suggested.need_id),
            ("matchmaking:introduction_list",),
            (detail, introduced.pk),
            ("matchmaking:run_list",),
            ("matchmaking:lexicon",),
            ("matchmaking:lexicon_concept", "blirk"),
            ("matchmaking:lexicon_edit", "blirk"),
            ("matchmaking:lexicon_try",),
            ("matchmaking:lexicon_drafts",),
            ("matchmaking:lexicon_versions",),
            ("startups:offer_queue",),
            ("startups:offer_detail", submitted.pk),
            ("organisations:list",),
            ("organisations:queue",),
            ("organisations:verification", registered.pk),
            ("organisations:duplicates",),
            ("organisations:merge", people.company.pk, registered.pk),
            ("organisations:merge_list",),
            ("organisations:merge_detail", merged.pk),
            ("organisations:detail", own),
            ("legal:ticket_list",),
            ("legal:ticket_detail", ticket.pk),
            ("legal:details",),
            ("mail:outbox",),
            ("accounts:profile",),
        ],
        "anna@example.org": [
            ("dashboard",),
            ("companies:need_list", own),
            ("companies:need_create", own),
            ("companies:need_detail", draft.pk),
            ("companies:need_detail", asked_back.pk),
            ("matchmaking:request_list", own),
            (detail, company_asked.pk),
            (detail, introduced.pk),
            ("organisations:start",),
            ("organisations:create",),
            ("organisations:edit", own),
            ("organisations:people", own),
            ("organisations:leave", own),
            ("organisations:detail", own),
        ],
        "clara@example.org": [
            ("startups:offer_list", startup),
            ("startups:offer_create", startup),
            ("startups:provider_edit", startup),
            ("startups:offer_detail", provider_asked.offer_id),
            ("matchmaking:request_list", startup),
            (detail, provider_asked.pk),
            (detail, introduced.pk),
        ],
        "partner@example.org": [("dashboard",)],
    }
    return {email: [reverse(name, args=args) for name, *args in rows] for email, rows in pages.items()}


@pytest.mark.parametrize(("width", "color_scheme"), [(1280, "light"), (390, "dark")])
def test_work_pages_are_accessible_and_fit_the_window(open_page, addresses, width, color_scheme):
    for email, paths in addresses.items():
        page = open_page(width=width, color_scheme=color_scheme)
        sign_in(page, email)
        for path in paths:
            page.goto(path)
            assert axe(page) == [], f"{email} {path}"
            assert overflow(page) == 0, f"{email} {path}"
