"""Needs that hang on the public board without a name, and what providers say to them."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from board.enums import InterestReason, InterestState, OffReason, PostingState
from board.workflow import INTEREST, POSTING
from companies.enums import Confidentiality
from companies.models import Need, NeedTeaser
from organisations.enums import SizeClass, Verification

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mixed up when it is read aloud
CODE_LENGTH = 8
NOTE_LENGTH = 1_000


def new_code() -> str:
    """Return a random code for an address: neither number nor key of the need can be told from it."""
    return get_random_string(CODE_LENGTH, CODE_ALPHABET)


class PostingQuerySet(models.QuerySet):
    def with_summary(self) -> "PostingQuerySet":
        """Annotate `title`, `text` and `checked_at` of the newest version of the anonymous summary."""
        newest = NeedTeaser.objects.filter(need=OuterRef("need")).order_by("-version")
        return self.annotate(**{name: Subquery(newest.values(name)[:1]) for name in ("title", "text", "checked_at")})

    def on_board(self) -> "PostingQuerySet":
        """What anybody may read, asked anew with each look: put up by a lead, agreed to by the company, with a checked
        summary, of an open need of a verified organisation."""
        return self.with_summary().filter(
            state=PostingState.POSTED,
            checked_at__isnull=False,
            consent__isnull=False,
            consent__withdrawn_at=None,
            need__confidentiality=Confidentiality.BOARD,
            need__organisation__verification=Verification.VERIFIED,
            need__in=Need.objects.open_for_matching().values("pk"),
        )

    def for_list(self) -> "PostingQuerySet":
        """Everything a row shows, in a fixed number of queries. Nothing of the organisation is read along."""
        return self.select_related("need", "shown_region", "shown_sector").prefetch_related("need__topics")


class Posting(models.Model):
    """A need on the board, or on its way there. There is one once the company has agreed to it.

    `shown_*` is what the board says about the company, chosen so that it points to nobody (see `board.profile`).
    """

    workflow = POSTING

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="posting")
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    consent = models.OneToOneField(
        "accounts.Consent", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="posting"
    )
    state = models.CharField(max_length=10, choices=PostingState.choices, default=PostingState.WAITING, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    off_reason = models.CharField(max_length=20, choices=OffReason.choices, blank=True)
    off_note = models.TextField(blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])  # the company reads it
    shown_region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shown_sector = models.ForeignKey(
        "taxonomy.Sector", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shown_size = models.CharField(max_length=10, choices=SizeClass.choices, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        verbose_name = _("Posting")
        verbose_name_plural = _("Postings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PostingState.POSTED)
                | Q(posted_at__isnull=False, posted_by__isnull=False, consent__isnull=False),
                name="posting_posted_with_consent",
                violation_error_message=_("What is on the board has a consent, a date and somebody who put it there."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PostingState.OFF, PostingState.ENDED]) | ~Q(off_reason=""),
                name="posting_off_with_reason",
                violation_error_message=_("What is taken off the board carries its reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def public_path(self) -> str:
        return reverse("board:detail", args=[self.code])

    @property
    def has_consent(self) -> bool:
        """Whether the company agrees today that the summary hangs on the board."""
        wanted = self.need.confidentiality == Confidentiality.BOARD
        return wanted and self.consent is not None and self.consent.is_valid


class InterestQuerySet(models.QuerySet):
    def open(self) -> "InterestQuerySet":
        return self.filter(state=InterestState.OPEN)

    def visible_to(self, user) -> "InterestQuerySet":
        """Those of the own organisations; leads see those in needs they look after."""
        if user.is_project_lead:
            return self.all()
        own = Q(organisation__memberships__contact__user=user, organisation__memberships__is_active=True)
        visible = Q(pk__in=Interest.objects.filter(own).values("pk"))
        return self.filter(visible | Q(need__region_id__in=user.led_region_ids))

    def moderated_by(self, user) -> "InterestQuerySet":
        """Those in needs whose next step may be with this person."""
        return self.filter(need__in=Need.objects.moderated_by(user).values("pk"))

    def with_parties(self) -> "InterestQuerySet":
        return self.select_related(
            "need__organisation__region",
            "need__region",
            "need__municipality",
            "need__posting",
            "need__assigned_to__contact",
            "offer",
            "organisation__region",
            "organisation__municipality",
            "contact",
            "introduction",
            "decided_by__contact",
        )


class Interest(models.Model):
    """A provider has read a need on the board and says that it can help. It reveals nothing to either side: the
    project lead decides whether the pair becomes an introduction, which goes its usual way with two keys."""

    workflow = INTEREST

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="interests")
    offer = models.ForeignKey("startups.Offer", on_delete=models.PROTECT, related_name="interests")
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="interests",
        verbose_name=_("Provider"),
    )
    contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, related_name="+", verbose_name=_("Contact person")
    )
    note = models.TextField(_("How can you help?"), validators=[MaxLengthValidator(NOTE_LENGTH)])
    state = models.CharField(max_length=10, choices=InterestState.choices, default=InterestState.OPEN, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=20, choices=InterestReason.choices, blank=True)
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])  # the provider reads it
    introduction = models.ForeignKey(
        "matchmaking.Introduction", on_delete=models.SET_NULL, null=True, blank=True, related_name="interests"
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Interest")
        verbose_name_plural = _("Interests")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=Q(state=InterestState.OPEN),
                name="interest_one_open_per_need",
                violation_error_message=_("You have expressed your interest in this need already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InterestState.TAKEN_UP, InterestState.DECLINED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="interest_decided_by_and_at",
                violation_error_message=_("A decision says who made it and when."),
            ),
            models.CheckConstraint(
                condition=~Q(state=InterestState.DECLINED) | ~Q(decline_reason=""),
                name="interest_declined_with_reason",
                violation_error_message=_("A refusal carries its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.organisation_id}"

    def get_absolute_url(self) -> str:
        return reverse("board:interest", args=[self.pk])

    @property
    def shown_summary(self) -> NeedTeaser | None:
        """The newest version of the summary that a lead has checked: what a provider may read of the need."""
        checked = [teaser for teaser in self.need.teasers.all() if teaser.checked_at]
        return max(checked, key=lambda teaser: teaser.version, default=None)
