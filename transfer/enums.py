from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """What the rows of a file are about."""

    ORGANISATIONS = "organisations", _("Organisations")
    NEEDS = "needs", _("Needs")
    OFFERS = "offers", _("Offers")


class ExportSubject(models.TextChoices):
    ORGANISATIONS = "organisations", _("Organisations")
    NEEDS = "needs", _("Needs")
    OFFERS = "offers", _("Offers")
    CONTACTS = "contacts", _("Contact persons")


class Mode(models.TextChoices):
    """What happens to rows that are new, and to those whose entry exists already."""

    CREATE_AND_UPDATE = "both", _("Create new entries and update existing ones")
    SKIP = "skip", _("Create new entries, leave existing ones as they are")
    CREATE = "create", _("Only create; an entry that exists already counts as an error")
    UPDATE = "update", _("Only update; an entry that is missing counts as an error")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to be assigned")
    TO_CHECK = "to_check", _("Check begins in a moment")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, not imported yet")
    TO_IMPORT = "to_import", _("Import begins in a moment")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    TO_UNDO = "to_undo", _("Taking back begins in a moment")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Interrupted")
    DISCARDED = "discarded", _("Discarded")


class ExportState(models.TextChoices):
    QUEUED = "queued", _("Begins in a moment")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired, file deleted")


class Outcome(models.TextChoices):
    """What became of a row, or would become of it."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    SKIPPED = "skipped", _("left as it is")
    FAILED = "failed", _("error")


class InitialVerification(models.TextChoices):
    """How sure the hub is of organisations that it imports."""

    PENDING = "pending", _("They still have to be checked")
    VERIFIED = "verified", _("The hub knows them, they count as verified")
