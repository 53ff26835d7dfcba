"""The board of an organisation: how its own needs and offers fare, and what is looked for in the county."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.bars import Funnel
from charts.data import Datum, Series, single
from charts.trend import Trend
from companies.models import Need
from dzm.glance import figures
from dzm.glance.board import Asked, Board, ChoiceForm, Link, Section, chosen, links
from landscape.selectors import Month, figures_by_month
from matchmaking.models import Introduction
from organisations.models import Organisation
from organisations.permissions import active_memberships
from startups.models import Offer

SLUG = "member"


def board(user, asked: Asked) -> Board:
    own = [membership.organisation for membership in active_memberships(user)]
    organisation = chosen(own, asked.get("of", ""), lambda each: str(each.pk))
    key = [organisation.pk]
    to = [
        Link(_("All needs"), reverse("companies:need_list", args=key)),
        Link(_("All offers"), reverse("startups:offer_list", args=key)),
        Link(_("Entry in the landscape"), reverse("landscape:own", args=key)),
    ]
    sought = figures.newest_topics(_("What firms of the county look for"), "sought")
    return Board(
        _("At a glance: %(place)s") % {"place": organisation.name},
        _("How your needs and your offers fare. You see here what you may read on the pages of your cases, too."),
        [
            Section(_("Your needs"), [_needs(user, organisation)]),
            *_offers(user, organisation),
            Section(_("What is looked for"), [sought] if sought else []),
        ],
        links=[*to, *links((_("Needs on the board"), "board:list"), (_("What the centre achieves"), "impact:page"))],
        form=ChoiceForm(
            SLUG, {"of": (_("Organisation"), [(str(each.pk), each.name) for each in own])}, {"of": str(organisation.pk)}
        ),
    )


def _needs(user, organisation: Organisation) -> Funnel:
    """Return how far the needs of the organisation have come. A proposal counts once the company was asked about it: it
    knows of none before."""
    asked = Introduction.objects.of_company(user).filter(need=OuterRef("pk"))
    needs = Need.objects.visible_to(user).filter(organisation=organisation, submitted_at__isnull=False)
    known = needs.order_by().annotate(
        was_asked=Exists(asked),
        was_introduced=Exists(asked.filter(introduced_at__isnull=False)),
        has_met=Exists(asked.filter(introduced_at__isnull=False, met_on__isnull=False)),
    )
    steps = known.aggregate(
        registered=Count("pk"),
        checked=Count("pk", filter=Q(qualified_at__isnull=False)),
        asked=Count("pk", filter=Q(was_asked=True)),
        introduced=Count("pk", filter=Q(was_introduced=True)),
        met=Count("pk", filter=Q(has_met=True)),
    )
    names = {
        "registered": _("registered"),
        "checked": _("checked"),
        "asked": _("with a proposal for you"),
        "introduced": _("introduced"),
        "met": _("met"),
    }
    return Funnel(
        key="needs",
        title=_("How far your needs came"),
        unit=_("needs"),
        source=_("Your cases in the portal"),
        as_of=timezone.localdate(),
        series=single([Datum(names[step], number) for step, number in steps.items()]) if steps["registered"] else (),
    )


def _offers(user, organisation: Organisation) -> list[Section]:
    """Return what became of the offers of the organisation in the last months; nothing where it offers nothing."""
    if not Offer.objects.filter(organisation=organisation, published_at__isnull=False).exists():
        return []
    months = figures_by_month(organisation)[::-1]
    lines = _Lines(months)
    return [
        Section(
            _("Your offers"),
            [
                _cases(user, organisation, months),
                lines.chart(
                    "made", _("Proposals and introductions of your offers"), _("cases"), "proposed", "introduced"
                ),
                lines.chart("seen", _("How often your entry was opened"), _("page views"), "seen"),
            ],
        )
    ]


def _cases(user, organisation: Organisation, months: list[Month]) -> Funnel:
    """Return how far the proposals of these months have come; of those the provider was not asked about, only how many
    there are, which the page of the own entry says, too."""
    known = Introduction.objects.of_provider(user).filter(
        offer__organisation=organisation, created_at__date__gte=months[0].first
    )
    introduced = Q(introduced_at__isnull=False)
    steps = known.order_by().aggregate(
        asked=Count("pk", distinct=True),
        introduced=Count("pk", distinct=True, filter=introduced),
        met=Count("pk", distinct=True, filter=introduced & Q(met_on__isnull=False)),
    )
    data = [
        Datum(_("proposed"), sum(month.proposed for month in months)),
        Datum(_("you were asked"), steps["asked"]),
        Datum(_("introduced"), steps["introduced"]),
        Datum(_("met"), steps["met"]),
    ]
    since = date_format(months[0].first, "F Y")
    return Funnel(
        key="offers",
        title=_("How far proposals since %(month)s came") % {"month": since},
        unit=_("proposals"),
        source=_("Your cases in the portal"),
        as_of=timezone.localdate(),
        series=single(data) if data[0].value else (),
    )


@dataclass(frozen=True)
class _Lines:
    """Draws columns of the months as lines."""

    months: list[Month]

    def chart(self, key: str, title: str, unit: str, *columns: str) -> Trend:
        names = {"proposed": _("proposed"), "introduced": _("introduced"), "seen": ""}
        series = [
            Series(
                names[column],
                tuple(Datum(f"{month.first:%m/%Y}", getattr(month, column)) for month in self.months),
            )
            for column in columns
        ]
        has_any = any(datum.value for one in series for datum in one.data)
        return Trend(
            key=key,
            title=title,
            unit=unit,
            source=_("Your cases in the portal") if key == "made" else _("page views, counted without cookies"),
            as_of=timezone.localdate(),
            series=tuple(series) if has_any else (),
        )
