"""The people who act for organisations, and how they come to do so."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.domains import own_domain
from organisations.enums import InvitationState, JoinState, MemberRole
from organisations.workflow import INVITATION, JOIN_REQUEST


class MembershipQuerySet(models.QuerySet):
    def active(self) -> "MembershipQuerySet":
        return self.filter(is_active=True)

    def who_decide(self) -> "MembershipQuerySet":
        """Admins who can sign in."""
        return self.active().filter(role=MemberRole.ADMIN, contact__user__is_active=True)


class Membership(models.Model):
    """A person acts for an organisation. Left members stay as inactive rows, so that history keeps its names.

    A trigger of the database (membership_keeps_an_admin) refuses to commit that the last admin goes.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="memberships")
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    title = models.CharField(_("Position"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    deactivated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mail_domain = models.CharField(max_length=120, editable=False, blank=True, default="")  # see likeness.py

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "contact"], name="membership_unique"),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at__isnull=True, deactivated_by__isnull=True)
                | Q(is_active=False, deactivated_at__isnull=False),
                name="membership_deactivated_dated",
                violation_error_message=_("Who acts no more has the date of leaving, and only who acts no more."),
            ),
        ]
        indexes = [models.Index(fields=["mail_domain"], name="membership_mail_domain")]
        ordering = ["role", "contact__family_name"]

    def __str__(self) -> str:
        return f"{self.contact} ({self.organisation})"

    def save(self, *args, **kwargs):
        self.mail_domain = own_domain(self.contact.email)
        super().save(*args, **kwargs)

    @property
    def is_admin(self) -> bool:
        return self.role == MemberRole.ADMIN


class JoinRequest(models.Model):
    """Somebody asks to act for an organisation that exists already."""

    workflow = JOIN_REQUEST

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="join_requests"
    )
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="join_requests")
    message = models.TextField(_("Message"), blank=True, validators=[MaxLengthValidator(1_000)])
    state = models.CharField(max_length=10, choices=JoinState.choices, default=JoinState.OPEN)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, validators=[MaxLengthValidator(1_000)])

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "contact"],
                condition=Q(state=JoinState.OPEN),
                name="joinrequest_one_open",
                violation_error_message=_("This person has asked already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[JoinState.ACCEPTED, JoinState.DECLINED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state__in=[JoinState.OPEN, JoinState.WITHDRAWN], decided_by__isnull=True, decided_at__isnull=True),
                name="joinrequest_decided_by_and_at",
                violation_error_message=_("A decision says who made it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.contact_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:people", args=[self.organisation_id])


class InvitationQuerySet(models.QuerySet):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor taken back; some of them may have expired."""
        return self.filter(state__in=[InvitationState.OPEN, InvitationState.EXPIRED])

    def overdue(self, now) -> "InvitationQuerySet":
        return self.filter(state=InvitationState.OPEN, expires_at__lte=now)


class Invitation(models.Model):
    """An address is invited to act for an organisation. The link's secret is in the mail only; here is its hash."""

    workflow = INVITATION

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-mail address"))
    role = models.CharField(_("Role"), max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    language = models.CharField(max_length=2, choices=[("de", _("German")), ("en", _("English"))], default="de")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=InvitationState.choices, default=InvitationState.OPEN)
    state_changed_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(state__in=[InvitationState.OPEN, InvitationState.EXPIRED]),
                name="invitation_one_pending",
                violation_error_message=_("This address has been invited already."),
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ACCEPTED, accepted_by__isnull=False, accepted_at__isnull=False)
                | (~Q(state=InvitationState.ACCEPTED) & Q(accepted_by__isnull=True, accepted_at__isnull=True)),
                name="invitation_accepted_by_and_at",
                violation_error_message=_("An accepted invitation says who accepted it and when."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")),
                name="invitation_expires_after_sending",
                violation_error_message=_("An invitation expires after it was sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("organisations:people", args=[self.organisation_id])

    @property
    def is_over(self) -> bool:
        return not self.is_usable(timezone.now())

    def is_usable(self, now) -> bool:
        """Whether the link still opens: expiry counts from its moment on, not from the timer that records it."""
        return self.state == InvitationState.OPEN and now < self.expires_at
