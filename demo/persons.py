"""The persons of the demo region for signing in, as the sign-in page shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PASSWORD = "demo-dzm-2018"  # public on purpose: demo data refuses to load into a real installation


@dataclass(frozen=True)
class DemoPerson:
    """An account of the demo region and one sentence on what it shows."""

    email: str
    shows: Any


PERSONS = (
    DemoPerson(
        "anna@example.org",
        _("Administers a company with live cases: registers needs, answers proposals, decides on people."),
    ),
    DemoPerson("ben@example.org", _("Member of the same company.")),
    DemoPerson("dora@example.org", _("Administers another company.")),
    DemoPerson("clara@example.org", _("Administers a startup: publishes offers, answers requests.")),
    DemoPerson("carl@example.org", _("Administers another provider.")),
    DemoPerson("emil@example.org", _("Has registered an organisation: answers a question, prepares drafts.")),
    DemoPerson("eva@example.org", _("Has opened an account: looks for the own organisation, has asked to join.")),
    DemoPerson("lead@example.org", _("Project lead: clarifies needs, selects providers, records outcomes.")),
    DemoPerson("lead2@example.org", _("Second project lead.")),
    DemoPerson("far-lead@example.org", _("Region lead Dortmund: sees the cases of that region.")),
    DemoPerson("partner@example.org", _("Municipal partner of Lippstadt: sees figures and the shareholder register.")),
    DemoPerson("editor@example.org", _("Editor: no access to cases.")),
    DemoPerson("operator@example.org", _("Operation: accounts and settings, no case content.")),
)
