from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    NEED = "need", _("Need")
    COMPETENCE = "competence", _("Something to offer")


class NoteState(models.TextChoices):
    OPEN = "open", _("To be read")
    DONE = "done", _("Done")
    DISCARDED = "discarded", _("Set aside")


class Usefulness(models.IntegerChoices):
    """How useful an event was, in words that people read out."""

    VERY = 5, _("very useful")
    RATHER = 4, _("rather useful")
    PARTLY = 3, _("partly")
    HARDLY = 2, _("hardly")
    NOT = 1, _("not useful")


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


class ItemState(models.TextChoices):
    OPEN = "open", _("To be done")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
