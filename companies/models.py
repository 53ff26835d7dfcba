"""What a company is looking for."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Bias
from companies.capture.models import CaptureDraft
from companies.enums import (
    Budget,
    ClosedUnsolvedReason,
    Confidentiality,
    NeedKind,
    NeedState,
    RejectReason,
    Source,
    TimeFrame,
)
from companies.public_intake.models import NeedDraft
from companies.workflow import NEED
from core.models import CheckedText
from files.models import StoredFile

__all__ = [
    "CaptureDraft",
    "Need",
    "NeedAttachment",
    "NeedDraft",
    "NeedIntake",
    "NeedQuestion",
    "NeedTeaser",
    "NeedVersion",
]
INTAKE_LENGTH = 4_000
OPEN_FOR_MATCHING = [NeedState.QUALIFIED, NeedState.MATCHING]
# Which deadline runs in which state. It stops while a question is open and ends with the first shortlisted proposal.
DUE_FIELDS = {
    NeedState.SUBMITTED: "response_due_on",
    NeedState.IN_QUALIFICATION: "qualification_due_on",
    NeedState.QUALIFIED: "shortlist_due_on",
    NeedState.PAUSED: "resume_on",
}


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NeedQuerySet":
        """Needs of the own organisations; project leads see all, region leads those of their region.

        What was never submitted stays with the company, or with the lead who registered it; what came without an
        account has been handed in and waits for the check of the company.
        """
        own = Q(organisation__memberships__contact__user=user, organisation__memberships__is_active=True)
        moderated = Q(submitted_at__isnull=False) | Q(created_by=user) | Q(created_by=None)
        if not user.is_project_lead:
            moderated &= Q(region_id__in=user.led_region_ids)
        return self.filter(Q(pk__in=Need.objects.filter(own).values("pk")) | moderated)

    def moderated_by(self, user) -> "NeedQuerySet":
        """Needs whose next step may be with this person: project leads the hub, region leads their region; not
        those for which the person is biased."""
        submitted = self.filter(submitted_at__isnull=False).exclude(pk__in=Bias.objects.subjects_of(user, Need))
        if user.is_project_lead:
            return submitted
        return submitted.filter(region_id__in=user.led_region_ids)

    def open_for_matching(self) -> "NeedQuerySet":
        return self.filter(state__in=OPEN_FOR_MATCHING).agreed()

    def agreed(self) -> "NeedQuerySet":
        """Without what a lead has captured and the company has not agreed to, or no longer does."""
        return self.filter(Q(source=Source.PORTAL) | Q(consent__isnull=False, consent__withdrawn_at=None))

    def waiting_for_check(self) -> "NeedQuerySet":
        """What was handed in without an account, until the hub has checked the company."""
        return self.filter(state=NeedState.DRAFT, created_by=None)

    def with_due_on(self) -> "NeedQuerySet":
        """Annotate `due_on`, the day by which the next step of the hub is expected; None while nobody waits."""
        cases = [When(state=state, then=F(field)) for state, field in DUE_FIELDS.items()]
        return self.annotate(due_on=Case(*cases, default=None, output_field=models.DateField()))

    def for_list(self) -> "NeedQuerySet":
        """Everything a list row shows, in a fixed number of queries."""
        return self.select_related("organisation", "municipality", "region", "assigned_to__contact").prefetch_related(
            "topics"
        )


class Need(models.Model):
    """A digitalisation need of an organisation, from draft to outcome."""

    workflow = NEED

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="needs",
        verbose_name=_("Company"),
    )
    contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, related_name="+", verbose_name=_("Contact person")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = the contact person, without an account; see public_intake/
    form_key = models.UUIDField(null=True, editable=False)  # of the form that created it, see need_once_per_form
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PORTAL)
    # With it the person agreed that a lead registers the need for the company; without it nothing captured goes on.
    consent = models.OneToOneField(
        "accounts.Consent", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="need"
    )
    number = models.CharField(max_length=20, null=True, blank=True, unique=True)  # given on submission

    title = models.CharField(_("In one sentence: what is it about?"), max_length=120)
    description = models.TextField(
        _("What is the problem in everyday work?"), blank=True, validators=[MaxLengthValidator(20_000)]
    )
    goal = models.TextField(
        _("How would you notice that it is solved?"), blank=True, validators=[MaxLengthValidator(4_000)]
    )
    systems = models.TextField(
        _("Which programs or machines are involved?"), blank=True, validators=[MaxLengthValidator(4_000)]
    )
    constraints = models.TextField(_("What has to be observed?"), blank=True, validators=[MaxLengthValidator(4_000)])
    language = models.CharField(
        _("Language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))], default="de"
    )
    need_kind = models.CharField(
        _("What are you looking for?"), max_length=12, choices=NeedKind.choices, default=NeedKind.UNSPECIFIED
    )
    time_frame = models.CharField(_("By when?"), max_length=10, choices=TimeFrame.choices, blank=True)
    budget = models.CharField(_("Budget"), max_length=10, choices=Budget.choices, default=Budget.UNKNOWN)
    confidentiality = models.CharField(
        _("Confidentiality"),
        max_length=10,
        choices=Confidentiality.choices,
        default=Confidentiality.ANONYMOUS,
    )
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="needs", verbose_name=_("Topics"))
    municipality = models.ForeignKey(
        "regions.Municipality",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Municipality"),
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("Region"))

    state = models.CharField(max_length=20, choices=NeedState.choices, default=NeedState.DRAFT, db_index=True)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_needs",
        verbose_name=_("Responsible"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    qualified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    response_due_on = models.DateField(null=True, blank=True)
    qualification_due_on = models.DateField(null=True, blank=True)
    shortlist_due_on = models.DateField(null=True, blank=True)
    resume_on = models.DateField(null=True, blank=True)
    reject_reason = models.CharField(max_length=30, choices=RejectReason.choices, blank=True)
    unsolved_reason = models.CharField(max_length=30, choices=ClosedUnsolvedReason.choices, blank=True)
    closing_note = models.TextField(blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-state_changed_at", "-pk"]
        verbose_name = _("Need")
        verbose_name_plural = _("Needs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[NeedState.DRAFT, NeedState.WITHDRAWN, NeedState.EXPIRED])
                | Q(submitted_at__isnull=False, number__isnull=False),
                name="need_submitted_numbered",
                violation_error_message=_("A submitted need has a number and a date of submission."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*OPEN_FOR_MATCHING, "closed_solved", "closed_unsolved"])
                | Q(qualified_at__isnull=False, assigned_to__isnull=False),
                name="need_qualified_dated",
                violation_error_message=_("A qualified need has a responsible person and a date."),
            ),
            models.CheckConstraint(
                condition=Q(state=NeedState.REJECTED, closed_at__isnull=False) & ~Q(reject_reason="")
                | ~Q(state=NeedState.REJECTED) & Q(reject_reason=""),
                name="need_rejected_with_reason",
                violation_error_message=_("A rejection carries its reason, and only a rejection does."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NeedState.PAUSED) | Q(resume_on__isnull=False),
                name="need_paused_until",
                violation_error_message=_("A need on hold says when it resumes."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NeedState.CLOSED_UNSOLVED) | ~Q(unsolved_reason=""),
                name="need_unsolved_with_reason",
                violation_error_message=_("A need closed as unsolved carries its reason."),
            ),
            models.CheckConstraint(
                condition=Q(created_by__isnull=False) | Q(form_key__isnull=False, source=Source.PORTAL),
                name="need_without_account_from_its_form",
                violation_error_message=_("A need without an account comes from the public form."),
            ),
            models.UniqueConstraint(
                fields=["form_key"],
                condition=Q(created_by__isnull=True),
                name="need_once_per_public_form",
                violation_error_message=_("This form has already been saved."),
            ),
            # A double click sends the same form twice; the second insert loses here.
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                name="need_once_per_form",
                violation_error_message=_("This form has already been saved."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or ''} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("companies:need_detail", args=[self.pk])

    @property
    def current_teaser(self) -> "NeedTeaser | None":
        """The newest version of the anonymous summary, checked or not."""
        return max(self.teasers.all(), key=lambda teaser: teaser.version, default=None)

    @property
    def is_open(self) -> bool:
        return self.state not in NEED.terminal

    @property
    def waits_for_check(self) -> bool:
        """The rule of `waiting_for_check`, for one row."""
        return self.state == NeedState.DRAFT and self.created_by_id is None

    @property
    def lacks_consent(self) -> bool:
        """Whether a lead captured the need and the company has not agreed, or no longer does; see `agreed`."""
        return self.source != Source.PORTAL and not (self.consent and self.consent.is_valid)

    @property
    def version(self) -> str:
        """Changes whenever text or state change: tells a form that it shows an old version."""
        return f"{self.state} {self.updated_at.isoformat()}"


class NeedTeaser(CheckedText):
    """One version of the anonymous summary. What a provider was shown stays readable for ever."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="teasers")

    class Meta(CheckedText.Meta):
        ordering = ["need", "version"]
        constraints = [
            *CheckedText.Meta.constraints,
            models.UniqueConstraint(fields=["need", "version"], name="needteaser_unique_version"),
        ]


class NeedQuestion(models.Model):
    """A question of the hub to the company, and its answer."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("Question"), validators=[MaxLengthValidator(4_000)])
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("Answer"), blank=True, validators=[MaxLengthValidator(8_000)])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_source = models.CharField(max_length=10, choices=Source.choices, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(answered_at__isnull=True),
                name="needquestion_one_open",
                violation_error_message=_("There is already an open question."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="needquestion_answered_by_and_at",
                violation_error_message=_("An answer says who gave it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.asked_at:%Y-%m-%d}"


class NeedAttachmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NeedAttachmentQuerySet":
        """Whoever reads the need reads its files: the company and those who look after the case."""
        return self.filter(need__in=Need.objects.visible_to(user).values("pk"))

    def shared(self) -> "NeedAttachmentQuerySet":
        """What a provider receives once both sides have agreed."""
        return self.filter(shared_after_introduction=True)


class NeedAttachment(StoredFile):
    """A file that explains a need: a drawing, a list, a photograph. With `question` it belongs to that question of
    the hub, `with_answer` to the answer."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="attachments")
    question = models.ForeignKey(
        NeedQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    with_answer = models.BooleanField(default=False)
    shared_after_introduction = models.BooleanField(default=False)

    objects = NeedAttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]


class NeedContent(models.Model):
    """What a need says, as it is compared from version to version; topics by their slugs."""

    title = models.CharField(_("In one sentence: what is it about?"), max_length=120)
    description = models.TextField(_("What is the problem in everyday work?"), blank=True)
    goal = models.TextField(_("How would you notice that it is solved?"), blank=True)
    systems = models.TextField(_("Which programs or machines are involved?"), blank=True)
    constraints = models.TextField(_("What has to be observed?"), blank=True)
    topics = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


class NeedVersion(NeedContent):
    """What a need said from `written_at` on, until the next version. The first is what was handed in; rows are only
    added."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = the contact person, without an account
    by_company = models.BooleanField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["need", "number"], name="needversion_unique_number"),
            models.CheckConstraint(
                condition=Q(written_by__isnull=False) | Q(by_company=True),
                name="needversion_written_by_somebody",
                violation_error_message=_("Without an account only the company writes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} v{self.number}"


class NeedIntake(models.Model):
    """What the lead learned in the intake conversation, for those who look after the case only. What is empty is
    still open. Problem, goal, systems, budget and time frame stand in the need itself."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="intake")
    process_today = models.TextField(
        _("How does it work today?"), blank=True, validators=[MaxLengthValidator(INTAKE_LENGTH)]
    )
    affected_staff = models.CharField(_("Who is affected, and how many?"), max_length=200, blank=True)
    decision_maker = models.CharField(_("Who decides?"), max_length=200, blank=True)
    data_limits = models.TextField(
        _("What limits are there for data and security?"), blank=True, validators=[MaxLengthValidator(INTAKE_LENGTH)]
    )
    tried = models.TextField(
        _("What has been tried already?"), blank=True, validators=[MaxLengthValidator(INTAKE_LENGTH)]
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.need_id}"
