"""What every page needs around its content: who is signed in, where that person can go, and who runs this."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.second_factor import missing_step
from core.findable import absolute
from core.middleware import LANGUAGE_PARAMETER
from core.public_pages import is_public_page
from demo.persons import PASSWORD, PERSONS, DemoPerson
from dzm.due import Due
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from organisations.models import Membership
from organisations.permissions import active_memberships
from organisations.selectors import count_to_verify
from startups.enums import OfferState
from startups.models import Offer
from transfer.permissions import can_list_exports


def portal(request: HttpRequest) -> dict[str, "Portal"]:
    """Context processor: `portal`, built once per request and evaluated only as far as a page asks."""
    if not hasattr(request, "_portal"):
        request._portal = Portal(request)
    return {"portal": request._portal}


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation; `count` is the number of things waiting there."""

    label: Any
    url: str
    is_current: bool
    count: int = 0
    counts: Any = ""  # what, for those who hear the page


class Portal:
    """Lazy facts about the installation and the person. Anonymous pages cost no query."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.contact_email = settings.LEAD_CONTACT_EMAIL
        self.is_demo = settings.PORTAL_DEMO

    @cached_property
    def user(self):
        """The signed-in account, or None; also None on error pages that never reached the login."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def frame(self) -> str:
        """What header and footer differ by, apart from the person: they are kept per value."""
        return f"{get_language()} {self.contact_email} {'signed in' if self.user else 'visitor'}"

    @property
    def here(self) -> str:
        """The address of the entry of the navigation that this page belongs to; empty where there is none."""
        return next((entry.url for entry in self.navigation if entry.is_current), "")

    @cached_property
    def is_locked(self) -> bool:
        """Whether the person has to set up or show a second factor before anything opens."""
        return bool(missing_step(self.request))

    @property
    def demo_persons(self) -> tuple[DemoPerson, ...]:
        """Who can sign in to a demo installation; nobody elsewhere."""
        return PERSONS if self.is_demo else ()

    @property
    def is_demo_loading(self) -> bool:
        """Whether the persons of a demo are still to come: the portal is open some minutes before they are there."""
        emails = [person.email for person in self.demo_persons]
        return bool(emails) and not User.objects.filter(email__in=emails).exists()

    @property
    def demo_password(self) -> str:
        return PASSWORD if self.is_demo else ""

    @property
    def stay_here(self) -> str:
        """Where the language switch returns to: this page, unless it was the answer to a form. Without the language
        that the address asks for, which would undo the choice."""
        return self._address() if self.request.method == "GET" else "/"

    @property
    def is_public_page(self) -> bool:
        """Whether search engines may list this page."""
        return is_public_page(self.request)

    @property
    def canonical_url(self) -> str:
        """The one address of this page in German: without filters, which show parts of the same page."""
        return absolute(self.request.path)

    @property
    def card_url(self) -> str:
        """The picture for links to this page: what the view has set as `request.card` (kind, key), or that of the
        portal."""
        card = getattr(self.request, "card", None)
        return absolute(reverse("card", args=card) if card else reverse("card_default"))

    def _address(self) -> str:
        query = self.request.GET.copy()
        if query.pop(LANGUAGE_PARAMETER, None) is None:
            return self.request.get_full_path()
        return f"{self.request.path}?{query.urlencode()}".rstrip("?")

    @cached_property
    def memberships(self) -> list[Membership]:
        return active_memberships(self.user) if self.user else []

    @cached_property
    def organisation(self):
        """The organisation this page is about: the one in the URL, else the first one the person acts for."""
        own = [membership.organisation for membership in self.memberships]
        wanted = self._url_arguments.get("org")
        return next((organisation for organisation in own if organisation.pk == wanted), own[0] if own else None)

    @property
    def role(self) -> Any:
        """One line under the person's name."""
        if self.user.is_superuser:
            return _("Operation")
        if self.user.granted_roles:
            return self.user.granted_roles[0]
        return self.organisation or ""

    @cached_property
    def organisation_links(self) -> list[Entry]:
        """For people who act for several organisations: the same page for each of them."""
        match = self.request.resolver_match
        if len(self.memberships) < 2 or match is None:
            return []
        same_page = match.view_name if "org" in match.kwargs else "companies:need_list"
        return [
            Entry(
                m.organisation,
                reverse(same_page, args=[m.organisation_id]),
                m.organisation == self.organisation,
            )
            for m in self.memberships
        ]

    @cached_property
    def navigation(self) -> list[Entry]:
        return [self._entry(*item) for item in self._items()]

    @property
    def _url_arguments(self) -> dict:
        return self.request.resolver_match.kwargs if self.request.resolver_match else {}

    def _entry(
        self,
        label: Any,
        url_name: str,
        args: tuple = (),
        count: Callable[[], int] | None = None,
        counts: Any = "",
    ) -> Entry:
        url = reverse(url_name, args=args)
        current = self.request.path == url or (url != "/" and self.request.path.startswith(url))
        return Entry(label, url, current or self._is_case_of(url_name), count() if count else 0, counts or _("new"))

    def _is_case_of(self, url_name: str) -> bool:
        """Whether a member reads a case whose list is `url_name`: a member's entries lie in one room each, but a
        case has an address of its own. The addresses of a lead's lists begin those of their cases."""
        match, room = self.request.resolver_match, url_name.partition(":")[0]
        return (
            match is not None
            and self.user is not None
            and not self.user.moderates
            and room in ("companies", "startups", "matchmaking")
            and match.namespace == room
        )

    def _items(self) -> list[tuple]:
        if self.is_locked:
            return []
        if self.user is None:
            return [
                (_("Start"), "home"),
                (_("Landscape of competences"), "landscape:directory"),
                (_("Register a need"), "companies:register_need"),
                (_("Needs on the board"), "board:list"),
                (_("Events"), "events:list"),
            ]
        if self.user.moderates:
            return self._moderator_items()
        items = [(_("Overview"), "dashboard"), *self._member_items()]
        if self.user.is_municipal_partner or self.user.is_editor:
            items.append((_("Events"), "events:manage_list"))
        else:
            items.append((_("Events"), "events:list"))
        if self.user.is_municipal_partner:
            items.append((_("My municipality"), "reporting:municipality"))
        if self.user.is_municipal_partner or self.user.is_editor:
            items.append((_("Shareholder register"), "shares:register"))
        if self.user.is_superuser:
            items.append((_("Operation"), "admin:index"))
        return items

    def _moderator_items(self) -> list[tuple]:
        return [
            (_("Today"), "dashboard", (), lambda: self.due.everything, _("due")),
            (_("Needs"), "companies:need_queue", (), lambda: self.due.new_needs),
            (_("Introductions"), "matchmaking:introduction_list", (), lambda: self.due.introductions, _("due")),
            (_("Offers"), "startups:offer_queue", (), self._new_offers),
            (_("Organisations"), "organisations:list", (), self._new_organisations),
            (_("Events"), "events:manage_list"),
        ]

    def _member_items(self) -> list[tuple]:
        if self.organisation is None:
            return []
        org = (self.organisation.pk,)
        return [
            (_("Needs"), "companies:need_list", org),
            (_("Offers"), "startups:offer_list", org),
            (_("Requests"), "matchmaking:request_list", org, self._open_requests),
            (_("Board"), "board:list"),
        ]

    @cached_property
    def moves_data(self) -> bool:
        """Whether the person takes lists in, or may know who has taken data out: rare work, so that it stands in the
        menu of the account and not in the main navigation."""
        return not self.is_locked and can_list_exports(self.user)

    @property
    def uses_keys(self) -> bool:
        """Whether single keys move through the lists of this page: for those who work through lists all day."""
        return self.user is not None and not self.is_locked and self.user.moderates and self.user.uses_keys

    @cached_property
    def due(self) -> Due:
        """What is due to the lead who is signed in."""
        return Due(self.user)

    def _new_offers(self) -> int:
        return Offer.objects.reviewed_by(self.user).filter(state=OfferState.SUBMITTED).count()

    def _new_organisations(self) -> int:
        return count_to_verify(self.user)

    def _open_requests(self) -> int:
        asked_as_company = Q(state=IntroductionState.AWAITING_COMPANY, need__organisation=self.organisation)
        asked_as_provider = Q(state=IntroductionState.AWAITING_PROVIDER, offer__organisation=self.organisation)
        return Introduction.objects.filter(asked_as_company | asked_as_provider).count()
