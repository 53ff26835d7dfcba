"""What people report: content that should not be there, and barriers."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from legal.enums import AGAINST_CONTENT, Category, Decision, Ground, SubjectKind, TicketKind, TicketState
from legal.workflow import TICKET

TEXT_LENGTH = 8_000


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TicketQuerySet":
        """Project leads handle reports; nobody else sees who reported what."""
        return self if user.is_project_lead else self.none()

    def open(self) -> "TicketQuerySet":
        return self.exclude(state=TicketState.DECIDED)


class Ticket(models.Model):
    """One report, from its receipt to the decision. Name and address of the reporter never reach the provider."""

    workflow = TICKET

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=1, choices=TicketKind.choices)
    state = models.CharField(max_length=20, choices=TicketState.choices, default=TicketState.RECEIVED, db_index=True)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    form_key = models.UUIDField(unique=True, editable=False)  # a double click sends the same form twice

    where = models.CharField(_("Where is it?"), max_length=300)
    subject_kind = models.CharField(max_length=20, choices=SubjectKind.choices, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)  # plain number: the content may go, the report stays
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    text = models.TextField(_("What have you noticed?"), validators=[MaxLengthValidator(TEXT_LENGTH)])
    good_faith = models.BooleanField(default=False)
    reporter_name = models.CharField(max_length=120, blank=True)
    reporter_email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="de")

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    reasons = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)])  # for who reported
    statement = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)])  # for who provided it
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("Report")
        verbose_name_plural = _("Reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TicketState.DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(decision="")
                & ~Q(reasons="")
                | ~Q(state=TicketState.DECIDED) & Q(decision="", decided_at__isnull=True, decided_by__isnull=True),
                name="ticket_decided_with_reasons",
                violation_error_message=_("A decision says who decided, when and why."),
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=AGAINST_CONTENT) | ~Q(ground="") & ~Q(statement=""),
                name="ticket_restriction_explained",
                violation_error_message=_("Who loses content reads the ground and the facts."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=TicketKind.CONTENT) | Q(good_faith=True) & ~Q(category=""),
                name="ticket_content_in_good_faith",
                violation_error_message=_("A report of content names its reason and is made in good faith."),
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id__isnull=True)
                | ~Q(subject_kind="") & Q(subject_id__isnull=False),
                name="ticket_subject_complete",
                violation_error_message=_("What a report is about has a kind and a number, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("legal:ticket_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state not in TICKET.terminal
