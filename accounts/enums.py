from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do for the whole platform or a region; see docs/architecture.md, permissions."""

    PROJECT_LEAD = "project_lead", _("Project lead")
    REGION_LEAD = "region_lead", _("Region lead")
    EDITOR = "editor", _("Editor")
    MUNICIPAL_PARTNER = "municipal_partner", _("Municipal partner")
    EXPORTER = "exporter", _("May export data")  # beside a role as lead, see transfer/permissions.py


class ConsentPurpose(models.TextChoices):
    CONTACT_RELEASE = "contact_release", _("Release of contact data for one introduction")
    NEED_ON_BEHALF = "need_on_behalf", _("Registration of a need by the hub for a company")
    BOARD = "board", _("Anonymous summary of a need on the public board")
    NEWSLETTER = "newsletter", _("Newsletter by e-mail")


class Channel(models.TextChoices):
    """How a statement reached the hub."""

    PORTAL = "portal", _("in the portal")
    PHONE = "phone", _("by phone")
    VISIT = "visit", _("during a visit")
    EVENT = "event", _("at an event")
    LETTER = "letter", _("in writing")
    LINK = "link", _("by a link in an e-mail")


class FactorReset(models.TextChoices):
    """Why an operator took the second factor from an account."""

    LOST = "lost", _("Phone or key lost")
    SUSPICION = "suspicion", _("Somebody else may have it")


class ReaderRole(models.TextChoices):
    """As what somebody read contact data."""

    PROJECT_LEAD = "project_lead", _("Project lead")
    REGION_LEAD = "region_lead", _("Region lead")
    EDITOR = "editor", _("Editor")
    OPERATOR = "operator", _("operator of the portal")
    OWN_ORGANISATION = "own_organisation", _("somebody of your own organisation")
    OTHER_SIDE = "other_side", _("the other side of an introduction")


class ReadPlace(models.TextChoices):
    """Where contact data was read."""

    ORGANISATION = "organisation", _("page of the organisation")
    VERIFICATION = "verification", _("check of the organisation")
    NEED = "need", _("page of a need")
    OFFER = "offer", _("page of an offer")
    INTRODUCTION = "introduction", _("page of an introduction")
    MESSAGE = "message", _("message of the portal")
    EVENT = "event", _("registration for an event")
    NEWSLETTER = "newsletter", _("list of the newsletter")
    EXPORT = "export", _("export")


class FilterPage(models.TextChoices):
    """The lists whose filters can be saved."""

    NEEDS = "needs", _("Needs")
    INTRODUCTIONS = "introductions", _("Introductions")
    OFFERS = "offers", _("Offers")
    PIPELINE = "pipeline", _("Pipeline")
