"""Why proposals were dismissed, and why sides refused: by reason, and by where the provider sits."""

from collections import Counter

from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext as _

from cooperation.periods import Period
from cooperation.places import LOCAL, Nearby, Nearness
from cooperation.sheets import Cell, Row, Sheet, share
from matchmaking.enums import DeclineReason, DismissReason, IntroductionState
from matchmaking.models import Introduction

GROUPS = (LOCAL, frozenset({Nearness.PARTNER}), frozenset({Nearness.ELSEWHERE}))


def dismissals(period: Period, nearby: Nearby) -> Sheet:
    """Reasons of project leads and region leads for dismissing a proposal; what was taken back does not count."""
    rows = Introduction.objects.filter(
        state=IntroductionState.DISMISSED,
        dismissed_at__date__range=(period.first, period.end),
    )
    meaning = _(
        "Proposals that a lead dismissed in the period. If one reason falls on local or on metropolitan providers far"
        " more often than the others do, look at the cases."
    )
    return _sheet(
        "dismissed", _("Why proposals were dismissed"), meaning, rows, "dismiss_reason", DismissReason, nearby
    )


def refusals(side: str, period: Period, nearby: Nearby) -> Sheet:
    """Reasons of a side for saying no: `declined_company` or `declined_provider`."""
    rows = Introduction.objects.filter(state=side, closed_at__date__range=(period.first, period.end))
    is_company = side == IntroductionState.DECLINED_COMPANY
    title = _("Why companies refused") if is_company else _("Why providers refused")
    meaning = _("Introductions that ended in the period because this side said no.")
    return _sheet(side, title, meaning, rows, "decline_reason", DeclineReason, nearby)


def _sheet(
    key: str, title: str, meaning: str, rows: QuerySet, column: str, reasons: type[TextChoices], nearby: Nearby
) -> Sheet:
    counted = rows.order_by().values_list(column, "offer__organisation__region__slug").annotate(number=Count("pk"))
    numbers: dict[str, Counter] = {}
    for reason, region, number in counted:
        numbers.setdefault(reason, Counter())[nearby(region)] += number
    all_of_group = [sum(found[near] for found in numbers.values() for near in group) for group in GROUPS]
    total = sum(all_of_group)
    lines = []
    for reason, found in sorted(numbers.items(), key=lambda item: (-item[1].total(), item[0])):
        cells = [Cell(found.total()), share(found.total(), total)]
        for group, whole in zip(GROUPS, all_of_group, strict=True):
            number = sum(found[near] for near in group)
            cells += [Cell(number), share(number, whole)]
        label = str(reasons(reason).label) if reason in reasons.values else _("not stated")
        lines.append(Row(label, tuple(cells)))
    names = (_("all"), _("local"), _("partner regions"), _("elsewhere"))
    head = tuple(head for name in names for head in (name, _("%(name)s: share") % {"name": name}))
    return Sheet(key, title, meaning, _("Reason"), head, tuple(lines))
