"""The board of project leads: the county in one frozen period, with exact numbers."""

from django.utils.translation import gettext as _

from dzm.glance import figures
from dzm.glance.board import Asked, Board, ChoiceForm, Key, Link, Section, links
from radar.figures import trend_of_today
from reporting.measures import COUNTY
from reporting.selectors import municipalities_for

SLUG = "lead"


def _links() -> list[Link]:
    return links(
        (_("Figures of the municipalities"), "reporting:municipality"),
        (_("Unmet needs"), "radar:radar"),
        (_("Cooperation agreements"), "cooperation:agreements"),
        (_("Local providers"), "cooperation:local"),
        (_("Neutrality report"), "cooperation:neutrality"),
        (_("Funded projects"), "projects:list"),
    )


def board(user, asked: Asked) -> Board:
    period = figures.period_of(asked)
    title = _("At a glance: %(place)s") % {"place": _("Kreis Soest")}
    unmet = Section(_("What nobody answers"), [trend_of_today(user)])
    if period is None:
        return Board(
            title,
            _("The figures of a month are frozen some days after its end."),
            [unmet],
            links=_links(),
        )
    span, county = period.span, _("Kreis Soest")
    found = figures.Frozen.read(span, [COUNTY], exact=True)
    heat, others = figures.heat(found, COUNTY, county, "topics")
    places, elsewhere = figures.place_map(span, list(municipalities_for(user).order_by("name")), exact=True)
    text = _("Without a municipality: %(number)s needs.") % {"number": elsewhere} if elsewhere else ""
    return Board(
        title,
        _("%(period)s, with exact numbers as they were frozen.") % {"period": span.label},
        [
            Section(
                _("How far it comes"),
                [
                    figures.funnel(found, COUNTY, county, "funnel"),
                    figures.trend(found, COUNTY, county, "trend"),
                ],
            ),
            Section(_("What firms need, and where"), [heat, places], text, named=others, leads=True),
            unmet,
        ],
        _keys(found),
        _links(),
        _("Only project leads read exact numbers; do not pass them on. Municipalities read protected ones."),
        ChoiceForm(SLUG, {"period": period.choices}, {"period": span.slug}),
    )


def _keys(found: figures.Frozen) -> list[Key]:
    before = found.span.before
    beside = {}
    if before in found.figures:
        for slug in figures.KEYS:
            value = found.value(COUNTY, slug, span=before)
            beside[slug] = _("%(period)s: %(number)s") % {"period": before.label, "number": value}
    return figures.keys(found, COUNTY, beside)
