"""Organisations of every kind, and the people who act for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.text import sort_key
from organisations.enums import Kind, MemberRole, SizeClass, Verification


class OrganisationQuerySet(models.QuerySet):
    def of_member(self, user) -> "OrganisationQuerySet":
        """Organisations this person acts for."""
        return self.filter(memberships__contact__user=user, memberships__is_active=True)

    def visible_to(self, user) -> "OrganisationQuerySet":
        """Own organisations; for project leads all; for region leads those of their region."""
        if user.is_project_lead:
            return self.all()
        own = Q(pk__in=Organisation.objects.of_member(user).values("pk"))
        return self.filter(own | Q(region_id__in=user.led_region_ids))

    def by_name(self) -> "OrganisationQuerySet":
        return self.order_by("sort_key", "pk")


class Organisation(models.Model):
    """A firm, startup, university group, municipality or partner. Any of them may seek and offer."""

    name = models.CharField(_("Name"), max_length=160)
    legal_form = models.CharField(_("Legal form"), max_length=40, blank=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    about = models.TextField(_("About"), blank=True)
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
    size_class = models.CharField(_("Size"), max_length=10, choices=SizeClass.choices, blank=True)
    sectors = models.ManyToManyField("taxonomy.Sector", blank=True, verbose_name=_("Sectors"))
    founded_year = models.PositiveSmallIntegerField(_("Founded"), null=True, blank=True)
    verification = models.CharField(max_length=10, choices=Verification.choices, default=Verification.PENDING)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    contacts = models.ManyToManyField("accounts.Contact", through="Membership", related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(verification=Verification.PENDING) | Q(verified_at__isnull=False),
                name="organisation_verification_dated",
                violation_error_message=_("A checked organisation needs the date of the check."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.pk])

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED

    @property
    def place(self) -> str:
        """Town or region, as it is shown next to the name."""
        return self.city or str(self.municipality or self.region)


class Membership(models.Model):
    """A person acts for an organisation. Left members stay as inactive rows, so that history keeps its names."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=MemberRole.choices, default=MemberRole.MEMBER)
    title = models.CharField(_("Position"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "contact"], name="membership_unique")]
        ordering = ["role", "contact__family_name"]

    def __str__(self) -> str:
        return f"{self.contact} ({self.organisation})"
