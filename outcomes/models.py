"""Who is asked about an introduction, the questions of each day, and what was answered, word by word."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.enums import Budget
from matchmaking.enums import NoSuccessReason, Side
from matchmaking.models import Introduction
from outcomes.enums import AskingState, Channel, Checkpoint, NextStep, SurveyState, Value
from outcomes.workflow import FOLLOW_UP, SURVEY
from scheduling.moments import when_missed

REMARK_LENGTH = 2_000


class FollowUp(models.Model):
    """One side of an introduction, which is asked on fixed days until it has said its last word."""

    workflow = FOLLOW_UP

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="follow_ups")
    side = models.CharField(max_length=10, choices=Side.choices)
    state = models.CharField(max_length=10, choices=AskingState.choices, default=AskingState.ASKING)
    state_changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["introduction", "side"]
        verbose_name = _("Side that is asked")
        verbose_name_plural = _("Sides that are asked")
        constraints = [models.UniqueConstraint(fields=["introduction", "side"], name="followup_one_per_side")]

    def __str__(self) -> str:
        return f"{self.introduction} {self.side}"


class SurveyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SurveyQuerySet":
        """Each side sees what it was asked itself; of leads, whoever looks after the case sees both sides."""
        asked = Introduction.objects
        company = Q(follow_up__side=Side.COMPANY, follow_up__introduction__in=asked.of_company(user).values("pk"))
        provider = Q(follow_up__side=Side.PROVIDER, follow_up__introduction__in=asked.of_provider(user).values("pk"))
        looks_after = Q() if user.is_project_lead else _of_regions(user.led_region_ids)
        return self.all() if user.is_project_lead else self.filter(company | provider | looks_after)

    def with_case(self) -> "SurveyQuerySet":
        """Add what a page about a question reads, in one query."""
        case = "follow_up__introduction"
        return self.select_related(
            "answer",
            f"{case}__need__organisation",
            f"{case}__offer__organisation",
            f"{case}__company_consent",
            f"{case}__provider_consent",
        )


def _of_regions(regions) -> Q:
    return Q(follow_up__introduction__need__region_id__in=regions)


class Survey(models.Model):
    """The question to one side on one day. `closes_on` is the last day for an answer, or for another one.

    `answer` is the answer in force; earlier ones stay in `answers`. `settled_at` says when a lead has read it and
    left the case as it is.
    """

    workflow = SURVEY

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="surveys")
    checkpoint = models.PositiveSmallIntegerField(choices=Checkpoint.choices)
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    closes_on = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.OPEN, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    answer = models.OneToOneField("Answer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["follow_up", "checkpoint"]
        verbose_name = _("Question about the outcome")
        verbose_name_plural = _("Questions about the outcome")
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "checkpoint"], name="survey_once_per_day_and_side"),
            models.CheckConstraint(condition=Q(closes_on__gt=F("asked_on")), name="survey_closes_later"),
            models.CheckConstraint(
                condition=Q(state=SurveyState.ANSWERED, answer__isnull=False)
                | (~Q(state=SurveyState.ANSWERED) & Q(answer__isnull=True)),
                name="survey_answered_with_answer",
                violation_error_message=_("A question is answered when it has an answer, and only then."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follow_up} {self.checkpoint}"

    def get_absolute_url(self) -> str:
        return reverse("outcomes:survey", args=[self.pk])

    @property
    def introduction(self) -> Introduction:
        return self.follow_up.introduction

    @property
    def is_about_contact(self) -> bool:
        """Whether only contact is asked about."""
        return self.checkpoint == Checkpoint.CONTACT

    @property
    def closes_at(self) -> datetime:
        return when_missed(self.closes_on)

    @property
    def is_open(self) -> bool:
        """Whether an answer, or another one, still counts."""
        in_time = self.state in (SurveyState.OPEN, SurveyState.ANSWERED) and timezone.now() < self.closes_at
        return in_time and self.introduction.contact_data_released


class Answer(models.Model):
    """What a side said; never changed, a correction is a row with the next `number`."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=20, choices=Value.choices)
    next_step = models.CharField(max_length=10, choices=NextStep.choices, blank=True)
    size_class = models.CharField(max_length=10, choices=Budget.choices, blank=True)
    reason = models.CharField(max_length=30, choices=NoSuccessReason.choices, blank=True)
    remark = models.TextField(blank=True, validators=[MaxLengthValidator(REMARK_LENGTH)])  # for leads only
    channel = models.CharField(max_length=10, choices=Channel.choices)
    answered_by = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["survey", "number"]
        verbose_name = _("Answer about the outcome")
        verbose_name_plural = _("Answers about the outcome")
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="answer_numbered"),
            models.CheckConstraint(
                condition=Q(value=Value.CONTRACT) & ~Q(size_class="") | ~Q(value=Value.CONTRACT) & Q(size_class=""),
                name="answer_contract_with_size",
                violation_error_message=_("A contract has its size, and only a contract."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"

    @property
    def is_final(self) -> bool:
        """Whether the side has said its last word: a contract, or why it went no further."""
        return self.value == Value.CONTRACT or bool(self.reason)
