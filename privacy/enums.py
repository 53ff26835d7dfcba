from django.db import models
from django.utils.translation import gettext_lazy as _


class CopyState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ErasureState(models.TextChoices):
    WAITING = "waiting", _("Erasure asked for")
    DONE = "done", _("Erased")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ErasureCause(models.TextChoices):
    PERSON = "person", _("the person asked for it")
    STAFF = "staff", _("staff on behalf of the person")
    INACTIVITY = "inactivity", _("nobody has signed in for long")


class Hold(models.TextChoices):
    """Why something of an erased person stays for a time."""

    CONSENT_PROOF = "consent_proof", _("Proof that contact data was passed on with consent")
    GRANT = "grant", _("Proof of a grant")


class IncidentRisk(models.TextChoices):
    NONE = "none", _("no risk")
    RISK = "risk", _("risk: tell the authority")
    HIGH = "high", _("high risk: tell the people too")
