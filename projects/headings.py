"""The headings of the report to the funder: what the proof of a grant in North Rhine-Westphalia has to say, and three
that the programme DWNRW-Networks asks its networks about. The notice of the grant prevails."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Heading:
    """`slug` is what texts are kept under, `hint` says what belongs there."""

    slug: str
    title: Any
    hint: Any


HEADINGS = (
    Heading(
        "purpose",
        _("Purpose and result"),
        _("What the grant was for by its notice, and what has come of it."),
    ),
    Heading(
        "contact_point",
        _("Contact point for advice and finance questions"),
        _("How firms and founders found advice, and what about."),
    ),
    Heading(
        "exchange",
        _("Exchange of startups with established firms"),
        _("How both met, and what has become of it."),
    ),
    Heading(
        "hubs",
        _("Cooperation with the hubs"),
        _("What was done together with the hubs of the Land and with others."),
    ),
    Heading(
        "work_plan",
        _("Work plan and milestones"),
        _("What was reached, what was not, what was changed and why."),
    ),
    Heading(
        "targets",
        _("Targets and what was reached"),
        _("The numbers stand in the table. Here is what explains them."),
    ),
    Heading(
        "expenses",
        _("Most important expenses"),
        _("The largest items of the statement of costs, explained."),
    ),
    Heading(
        "necessity",
        _("Necessity and adequacy of the work"),
        _("Why the work was needed, and why in this extent."),
    ),
    Heading(
        "publicity",
        _("Cooperations, events and publications"),
        _("The lists follow in the annex. Here is what mattered most."),
    ),
    Heading(
        "sustainability",
        _("Use of the results after the end"),
        _("What goes on after the grant, who pays for it, and which risks there are."),
    ),
)
BY_SLUG = {heading.slug: heading for heading in HEADINGS}
