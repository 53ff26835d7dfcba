"""The board of municipal partners: the own municipality beside the county, as far as it is shown."""

from dataclasses import replace

from django.utils.translation import gettext as _

from core.disclosure import FEWEST
from dzm.glance import figures
from dzm.glance.board import Asked, Board, ChoiceForm, Key, Link, Section, chosen, links
from radar.figures import picture_of_month
from reporting.measures import COUNTY
from reporting.selectors import municipalities_for

SLUG = "partner"


def _links() -> list[Link]:
    return links(
        (_("Figures of your municipality"), "reporting:municipality"),
        (_("Unmet needs in the county"), "radar:radar"),
        (_("Local providers"), "cooperation:local"),
        (_("Who owns the hub: the register of shares"), "shares:register"),
        (_("What the centre achieves"), "impact:page"),
    )


def board(user, asked: Asked) -> Board:
    places = list(municipalities_for(user).order_by("name"))
    place = chosen(places, asked.get("of", ""), lambda each: each.ags)
    period = figures.period_of(asked)
    name = place.name if place else _("Kreis Soest")
    title = _("At a glance: %(place)s") % {"place": name}
    if period is None or place is None:
        soon = _("The figures of a month are frozen some days after its end.")
        return Board(title, soon, [_radar()], links=_links())
    span, own, county = period.span, place.ags, _("Kreis Soest")
    found = figures.Frozen.read(span, [own, COUNTY])
    heat, others = figures.heat(found, COUNTY, county, "topics")
    about = _("What needs are about: %(place)s") % {"place": place.name}
    municipalities = [(each.ags, each.name) for each in places]
    return Board(
        title,
        _("%(period)s, beside the figures of Kreis Soest. They are frozen and do not change any more.")
        % {"period": span.label},
        [
            Section(
                _("How far it comes"),
                [
                    figures.funnel(found, own, place.name, "funnel"),
                    figures.funnel(found, COUNTY, county, "funnel-county"),
                ],
            ),
            Section(
                _("How it develops"),
                [
                    figures.trend(found, own, place.name, "trend"),
                    figures.trend(found, COUNTY, county, "trend-county"),
                ],
            ),
            Section(
                _("What firms need"),
                [heat, figures.topics(found, own, about, "topics-own")],
                named=others,
                leads=True,
            ),
            _radar(),
        ],
        _keys(found, own),
        _links(),
        _(
            "“Protected” stands for a number that could point to single companies: fewer than %(fewest)s stand behind"
            " it, or it could be computed from others. Zero is a number like any other."
        )
        % {"fewest": FEWEST},
        ChoiceForm(
            SLUG,
            {"of": (_("Municipality"), municipalities), "period": period.choices},
            {"of": own, "period": span.slug},
        ),
    )


def _keys(found: figures.Frozen, own: str) -> list[Key]:
    beside = {}
    for slug in figures.KEYS:
        value = found.value(COUNTY, slug)
        told = _("protected") if value is None else value
        beside[slug] = _("%(place)s: %(number)s") % {"place": _("Kreis Soest"), "number": told}
    return figures.keys(found, own, beside)


def _radar() -> Section:
    """Return what was stored for all municipalities at the beginning of the month."""
    picture = picture_of_month()
    if picture is None:
        return Section(_("What nobody answers"), [])
    line = [replace(picture.trend, key="unmet-months")] if picture.trend else []
    return Section(_("What nobody answers"), [replace(picture.map, key="unmet-places"), *line], leads=True)
