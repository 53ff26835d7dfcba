"""The board of region leads: one agreement with the hub in both directions, and what is unmet in the own region."""

from dataclasses import replace

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charts.bars import Bars, Funnel
from charts.data import Datum, single
from cooperation.agreements import Figures
from cooperation.definitions import LABEL
from cooperation.facts import STAGES
from cooperation.reading import BeingCountedError
from cooperation.scope import Scope, scope_of
from cooperation.selectors import agreements_for
from dzm.glance.board import Asked, Board, ChoiceForm, Link, NotThere, Section, chosen, links
from radar.figures import picture_of_today

SLUG = "region"


def board(user, asked: Asked) -> Board:
    agreements = list(agreements_for(user))
    agreement = chosen(agreements, asked.get("of", ""), lambda each: each.slug)
    radar = _radar(user)
    more = links(
        (_("Unmet needs"), "radar:radar"),
        (_("Local providers"), "cooperation:local"),
        (_("Cases by stage"), "pipeline"),
    )
    if agreement is None:
        title, intro = _("At a glance"), _("There is no agreement with your region yet.")
        return Board(title, intro, [radar], links=more)
    # exact numbers are no part of this board, whoever opens it
    scope = scope_of(user, {"period": asked.get("period", "")})
    if not scope.is_valid:
        raise NotThere(asked["period"])
    sections, choices, intro = [radar], {}, _("%(agreement)s: who seeks, who offers, and how far it comes.")
    if scope.period:
        try:
            sections = [*_sections(Figures(agreement, scope), scope), radar]
        except BeingCountedError:
            intro = _("The figures of the agreement are being worked out. This takes a few minutes.")
        choices["period"] = (_("Period"), scope.form.fields["period"].choices)
    page = reverse("cooperation:agreement", args=[agreement.slug])
    choices = {"of": (_("Agreement"), [(each.slug, each.title) for each in agreements])} | choices
    return Board(
        _("At a glance: %(place)s") % {"place": agreement.partner_region.name},
        intro % {"agreement": agreement.title},
        sections,
        links=[Link(_("All figures of the agreement"), page), *more],
        note=_(
            "A number is shown when its period is over and enough companies and providers stand behind it. A number"
            " with a date counts up to that day."
        ),
        form=ChoiceForm(SLUG, choices, {"of": agreement.slug, "period": scope.period.key if scope.period else ""}),
    )


def _sections(figures: Figures, scope: Scope) -> list[Section]:
    directions = [_direction(figures, scope, index) for index in range(len(figures.directions))]
    return [
        Section(_("How far it comes"), directions),
        Section(_("How it develops"), [figures.trend()]),
    ]


def _direction(figures: Figures, scope: Scope, index: int) -> Bars:
    """Return the stages of one direction: a funnel, unless they count up to different days, so that none is part of the
    one before."""
    cells = [(stage, figures.cells(stage)[index]) for stage in STAGES]
    days = {cell.until for _stage, cell in cells if cell.value is not None}
    data = []
    for stage, cell in cells:
        label = str(LABEL[stage])
        if len(days) > 1 and cell.until:
            day = date_format(cell.until, "SHORT_DATE_FORMAT")
            label = _("%(stage)s (until %(day)s)") % {"stage": label, "day": day}
        data.append(Datum(label, cell.value))
    as_of = min([scope.as_of, *(day for day in days if day)])
    return (Bars if len(days) > 1 else Funnel)(
        key=f"direction-{figures.directions[index].key}",
        title=figures.directions[index].label,
        unit=_("introductions"),
        source=_("facts of the portal"),
        as_of=as_of if len(days) == 1 else scope.as_of,
        series=single(data),
    )


def _radar(user) -> Section:
    picture = picture_of_today(user)
    charts = [replace(picture.heat, key="unmet-topics"), replace(picture.map, key="unmet-places")]
    line = [replace(picture.trend, key="unmet-months")] if picture.trend else []
    return Section(_("What nobody answers in your region"), [*charts, *line], leads=True)
