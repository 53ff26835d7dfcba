"""Organisations of every kind, and how the hub verifies them."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Bias
from core.text import sort_key
from files.models import random_name
from organisations.domains import own_domain
from organisations.enums import (
    Aim,
    Kind,
    SizeClass,
    Verification,
    VerificationRejectReason,
)
from organisations.models.people import Membership
from organisations.names import name_key
from organisations.workflow import VERIFICATION

DECIDED = [Verification.VERIFIED, Verification.REJECTED]


class OrganisationQuerySet(models.QuerySet):
    def current(self) -> "OrganisationQuerySet":
        """Without those that were merged into another: they are kept for the undo and appear nowhere."""
        return self.filter(merged_into__isnull=True)

    def of_member(self, user) -> "OrganisationQuerySet":
        """Organisations this person acts for."""
        return self.filter(memberships__contact__user=user, memberships__is_active=True)

    def visible_to(self, user) -> "OrganisationQuerySet":
        """Own organisations; for project leads all; for region leads those of their region."""
        current = self.current()
        if user.is_project_lead:
            return current
        own = Q(pk__in=Organisation.objects.of_member(user).values("pk"))
        return current.filter(own | Q(region_id__in=user.led_region_ids))

    def verified_by(self, user) -> "OrganisationQuerySet":
        """Organisations whose verification this person may decide; never those the person acts for or is biased
        for."""
        own = Organisation.objects.of_member(user).values("pk")
        fair = self.current().exclude(pk__in=own).exclude(pk__in=Bias.objects.subjects_of(user, Organisation))
        return fair if user.is_project_lead else fair.filter(region_id__in=user.led_region_ids)

    def merged_by(self, user) -> "OrganisationQuerySet":
        """Organisations this person may merge with another; never those the person acts for or is biased for."""
        return self.verified_by(user) if user.is_project_lead else self.none()

    def joinable_by(self, user) -> "OrganisationQuerySet":
        """Verified organisations the person does not act for yet: found by everybody who looks for the own firm."""
        own = Organisation.objects.of_member(user).values("pk")
        return self.current().filter(verification=Verification.VERIFIED).exclude(pk__in=own)

    def with_admin(self) -> "OrganisationQuerySet":
        """Annotate `has_admin`: somebody who can sign in decides on the organisation's people."""
        admins = Membership.objects.who_decide().filter(organisation=OuterRef("pk"))
        return self.annotate(has_admin=Exists(admins))

    def by_name(self) -> "OrganisationQuerySet":
        return self.order_by("sort_key", "pk")


class Organisation(models.Model):
    """A firm, startup, university group, municipality or partner. Any of them may seek and offer."""

    workflow = VERIFICATION

    name = models.CharField(_("Name"), max_length=160)
    legal_form = models.CharField(_("Legal form"), max_length=40, blank=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    wants_to_seek = models.BooleanField(default=True)
    wants_to_offer = models.BooleanField(default=True)
    about = models.TextField(_("About"), blank=True)
    about_en = models.TextField(_("About, in English"), blank=True, validators=[MaxLengthValidator(4_000)])
    street = models.CharField(_("Street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=10, blank=True)
    city = models.CharField(_("Town"), max_length=80, blank=True)
    municipality = models.ForeignKey(
        "regions.Municipality",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Municipality"),
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("Region"))
    website = models.URLField(_("Website"), blank=True)
    register_court = models.CharField(_("Register court"), max_length=60, blank=True)
    register_number = models.CharField(_("Register number"), max_length=30, blank=True)
    vat_id = models.CharField(_("VAT identification number"), max_length=20, blank=True)
    size_class = models.CharField(_("Size"), max_length=10, choices=SizeClass.choices, blank=True)
    sectors = models.ManyToManyField("taxonomy.Sector", blank=True, verbose_name=_("Sectors"))
    founded_year = models.PositiveSmallIntegerField(_("Founded"), null=True, blank=True)

    verification = models.CharField(
        max_length=10, choices=Verification.choices, default=Verification.PENDING, db_index=True
    )
    verification_changed_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True, blank=True)  # of the decision, also of a rejection
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reject_reason = models.CharField(max_length=20, choices=VerificationRejectReason.choices, blank=True)
    decision_note = models.TextField(blank=True)  # what the organisation reads about a rejection

    # The lead who looks after the firm: whom colleagues ask first. It gives no right of its own.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_organisations",
        verbose_name=_("Looked after by"),
    )

    # The organisation that took its place, see services/merging.py. The row stays: a merge can be undone.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    # What likeness is looked up by, see organisations/likeness.py.
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    name_key = models.CharField(max_length=200, editable=False, default="")
    web_domain = models.CharField(max_length=120, editable=False, blank=True, default="")

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    form_key = models.UUIDField(null=True, editable=False)  # of the form that created it
    contacts = models.ManyToManyField("accounts.Contact", through="Membership", related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisations")
        indexes = [
            GinIndex(name="organisation_name_trigrams", fields=["name_key"], opclasses=["gin_trgm_ops"]),
            models.Index(fields=["postcode"], name="organisation_postcode"),
            models.Index(fields=["web_domain"], name="organisation_web_domain"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verification__in=DECIDED) | Q(verified_at__isnull=False),
                name="organisation_verification_dated",
                violation_error_message=_("A checked organisation needs the date of the check."),
            ),
            models.CheckConstraint(
                condition=~Q(verification=Verification.REJECTED)
                | (Q(verified_by__isnull=False) & ~Q(reject_reason="") & ~Q(decision_note="")),
                name="organisation_rejection_explained",
                violation_error_message=_("A rejection says who decided, and why."),
            ),
            models.CheckConstraint(
                condition=Q(wants_to_seek=True) | Q(wants_to_offer=True),
                name="organisation_seeks_or_offers",
                violation_error_message=_("An organisation looks for solutions, offers them, or both."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="organisation_merged_into_another",
                violation_error_message=_("An organisation cannot be merged into itself."),
            ),
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                name="organisation_once_per_form",
                violation_error_message=_("This form has been saved already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.set_keys()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key", "name_key", "web_domain"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.pk])

    def set_keys(self) -> None:
        """Compute what likeness is looked up by; whoever writes past `save` calls this first."""
        self.sort_key = sort_key(self.name)
        self.name_key = name_key(self.name)
        self.web_domain = own_domain(self.website)

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED

    @property
    def came_without_account(self) -> bool:
        """Whether somebody named it in the public form for needs; what the hub brought along has no form."""
        return self.created_by_id is None and self.form_key is not None

    @property
    def may_be_edited_freely(self) -> bool:
        """Whether name, kind, place and register may change: the hub has yet to look at them."""
        return self.verification != Verification.VERIFIED

    @property
    def aim(self) -> str:
        if self.wants_to_seek and self.wants_to_offer:
            return Aim.BOTH
        return Aim.SEEK if self.wants_to_seek else Aim.OFFER

    @property
    def place(self) -> str:
        """Town or region, as it is shown next to the name."""
        return self.city or str(self.municipality or self.region)


class OrganisationLogo(models.Model):
    """The logo of an organisation, in two sizes that this portal has drawn itself. Served only by views."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="logo")
    small = models.FileField(upload_to=random_name, max_length=120)
    large = models.FileField(upload_to=random_name, max_length=120)
    alt = models.CharField(_("Description of the logo"), max_length=120, blank=True)  # empty: it is decoration
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class VerificationQuestion(models.Model):
    """A question of the hub about an organisation that is being checked, and its answer."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="verification_questions")
    text = models.TextField(_("Question"), validators=[MaxLengthValidator(4_000)])
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("Answer"), blank=True, validators=[MaxLengthValidator(4_000)])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="verificationquestion_answered_by_and_at",
                violation_error_message=_("An answer says who gave it and when."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.asked_at:%Y-%m-%d}"
