"""What providers offer: startups, IT firms and university groups."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Bias
from core.models import CheckedText
from organisations.models import Organisation
from startups.enums import OfferRejectReason, OfferState, RevisionState
from startups.workflow import OFFER


class ProviderProfile(models.Model):
    """What an organisation says about itself as a provider."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="provider_profile"
    )
    capacity = models.PositiveSmallIntegerField(
        _("New contacts per quarter"), default=3, validators=[MaxValueValidator(50)]
    )
    speaks_german = models.BooleanField(_("We work in German"), default=True)
    speaks_english = models.BooleanField(_("We work in English"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def version(self) -> str:
        """Changes with every save: tells a form that it shows an old version."""
        return self.updated_at.isoformat()


class Reference(models.Model):
    """A job the provider has done before; customers are described, not named."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="provider_references"
    )
    title = models.CharField(_("Customer, described without a name"), max_length=120)
    text = models.TextField(_("What was done"), blank=True, validators=[MaxLengthValidator(2_000)])
    sector = models.ForeignKey("taxonomy.Sector", on_delete=models.PROTECT, null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "title"]

    def __str__(self) -> str:
        return self.title


class OfferQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OfferQuerySet":
        """Offers of the own organisations; project leads see all, region leads those of their region
        (what was never submitted stays with the provider)."""
        own = Q(organisation__memberships__contact__user=user, organisation__memberships__is_active=True)
        if user.is_project_lead:
            moderated = Q(submitted_at__isnull=False)
        elif user.is_region_lead:
            moderated = Q(submitted_at__isnull=False, organisation__region_id__in=user.led_region_ids)
        else:
            moderated = Q(pk__in=[])
        return self.filter(Q(pk__in=Offer.objects.filter(own).values("pk")) | moderated)

    def reviewed_by(self, user) -> "OfferQuerySet":
        """Offers this person may publish, return or reject; not those where the person is biased for the offer or its
        provider."""
        biased = Bias.objects
        submitted = (
            self.filter(submitted_at__isnull=False)
            .exclude(pk__in=biased.subjects_of(user, Offer))
            .exclude(organisation__in=biased.subjects_of(user, Organisation))
        )
        if user.is_project_lead:
            return submitted
        return submitted.filter(organisation__region_id__in=user.led_region_ids)

    def published(self) -> "OfferQuerySet":
        return self.filter(state=OfferState.PUBLISHED)

    def for_list(self) -> "OfferQuerySet":
        """Read along what a row shows: the provider, its place, and whether a change waits."""
        return self.select_related("organisation__municipality", "organisation__region").prefetch_related("revisions")


class Offer(models.Model):
    """A solution a provider offers. Not a binding quotation."""

    workflow = OFFER

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="offers",
        verbose_name=_("Provider"),
    )
    contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, related_name="+", verbose_name=_("Contact person")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form_key = models.UUIDField(null=True, editable=False)  # of the form that created it, see offer_once_per_form
    number = models.CharField(max_length=20, null=True, blank=True, unique=True)  # given on submission
    title = models.CharField(_("Your offer in one sentence"), max_length=120)
    description = models.TextField(
        _("What do you do, for whom, and what does it take?"),
        blank=True,
        validators=[MaxLengthValidator(20_000)],
    )
    title_en = models.CharField(_("The same sentence in English"), max_length=120, blank=True)
    description_en = models.TextField(_("Description in English"), blank=True, validators=[MaxLengthValidator(20_000)])
    language = models.CharField(
        _("Language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))], default="de"
    )
    topics = models.ManyToManyField("taxonomy.Topic", blank=True, related_name="offers", verbose_name=_("Topics"))
    sectors = models.ManyToManyField("taxonomy.Sector", blank=True, verbose_name=_("Sectors you know well"))
    price_from_eur = models.PositiveIntegerField(_("Price from (euros)"), null=True, blank=True)
    price_note = models.CharField(_("Note on the price"), max_length=160, blank=True)
    minimum_eur = models.PositiveIntegerField(_("Smallest project you accept (euros)"), null=True, blank=True)

    state = models.CharField(max_length=20, choices=OfferState.choices, default=OfferState.DRAFT, db_index=True)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)  # last time somebody said "still correct"
    confirm_due_on = models.DateField(null=True, blank=True)
    reject_reason = models.CharField(max_length=30, choices=OfferRejectReason.choices, blank=True)
    review_note = models.TextField(blank=True)  # question or statement of reasons, read by the provider

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-state_changed_at", "-pk"]
        verbose_name = _("Offer")
        verbose_name_plural = _("Offers")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[OfferState.DRAFT, OfferState.ARCHIVED])
                | Q(submitted_at__isnull=False, number__isnull=False),
                name="offer_submitted_numbered",
                violation_error_message=_("A submitted offer has a number and a date of submission."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OfferState.PUBLISHED, OfferState.SUSPENDED])
                | Q(published_at__isnull=False, confirmed_on__isnull=False, confirm_due_on__isnull=False),
                name="offer_published_dated",
                violation_error_message=_("A published offer has its dates of publication and confirmation."),
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.REJECTED) & ~Q(reject_reason="")
                | ~Q(state=OfferState.REJECTED) & Q(reject_reason=""),
                name="offer_rejected_with_reason",
                violation_error_message=_("A rejection carries its reason, and only a rejection does."),
            ),
            # A double click sends the same form twice; the second insert loses here.
            models.UniqueConstraint(
                fields=["created_by", "form_key"],
                name="offer_once_per_form",
                violation_error_message=_("This form has already been saved."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or ''} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("startups:offer_detail", args=[self.pk])

    @property
    def current_teaser(self) -> "OfferTeaser | None":
        """The newest version of the anonymous summary, checked or not."""
        return max(self.teasers.all(), key=lambda teaser: teaser.version, default=None)

    @property
    def waiting_revision(self) -> "OfferRevision | None":
        return next((r for r in self.revisions.all() if r.state == RevisionState.WAITING), None)

    @property
    def is_open(self) -> bool:
        return self.state not in self.workflow.terminal

    @property
    def version(self) -> str:
        """Changes whenever text, state or waiting change do: tells a form that it shows an old version."""
        revision = self.waiting_revision
        return f"{self.state} {self.updated_at.isoformat()} {revision.pk if revision else 0}"


class OfferTeaser(CheckedText):
    """One version of the anonymous summary of an offer, the text a company reads before it agrees."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="teasers")

    class Meta(CheckedText.Meta):
        ordering = ["offer", "version"]
        constraints = [
            *CheckedText.Meta.constraints,
            models.UniqueConstraint(fields=["offer", "version"], name="offerteaser_unique_version"),
        ]


class OfferRevision(models.Model):
    """A material change of a published offer that waits for review while the live version stays."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="revisions")
    content = models.JSONField()  # field name -> new value; topics and sectors as lists of ids
    state = models.CharField(max_length=10, choices=RevisionState.choices, default=RevisionState.WAITING)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer"],
                condition=Q(state=RevisionState.WAITING),
                name="offerrevision_one_waiting",
                violation_error_message=_("There is already a change waiting for review."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.submitted_at:%Y-%m-%d}"
