"""Introductions: one need and one offer, from computed proposal to outcome."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Bias
from companies.enums import Budget
from companies.models import Need
from mail.models import OutboxMessage
from matchmaking.enums import (
    DeclineReason,
    DismissReason,
    DismissScope,
    IntroductionState,
    NoSuccessReason,
    ObsoleteReason,
    Origin,
    Outcome,
    Placing,
    Side,
)
from matchmaking.exclusions.models import Exclusion
from matchmaking.models.runs import MatchingRun
from matchmaking.models.snapshots import Analysis, PoolStatistics, Weights
from matchmaking.workflow import ASKED, INTRODUCTION, REACHED_INTRODUCTION

SHOWN_AT_ONCE = 8  # of a list of proposals; the others are folded away
OPEN = [state for state in IntroductionState.values if state not in INTRODUCTION.terminal]


class IntroductionQuerySet(models.QuerySet):
    def open(self) -> "IntroductionQuerySet":
        return self.filter(state__in=OPEN)

    def of_company(self, user) -> "IntroductionQuerySet":
        """Introductions the person's own company was asked about: nothing earlier is theirs to see."""
        return self.filter(
            need__organisation__memberships__contact__user=user,
            need__organisation__memberships__is_active=True,
            company_asked_at__isnull=False,
        )

    def of_provider(self, user) -> "IntroductionQuerySet":
        """Introductions the person's own organisation was asked about as the provider."""
        return self.filter(
            offer__organisation__memberships__contact__user=user,
            offer__organisation__memberships__is_active=True,
            provider_asked_at__isnull=False,
        )

    def visible_to(self, user) -> "IntroductionQuerySet":
        """What the person's side was asked about; project leads see all; region leads see those of needs
        they moderate and those with a member of their region."""
        if user.is_project_lead:
            return self.all()
        asked = Introduction.objects
        visible = Q(pk__in=asked.of_company(user).values("pk")) | Q(pk__in=asked.of_provider(user).values("pk"))
        if user.is_region_lead:
            regions = user.led_region_ids
            visible |= Q(need__region_id__in=regions) | Q(offer__organisation__region_id__in=regions)
        return self.filter(visible)

    def moderated_by(self, user) -> "IntroductionQuerySet":
        """A case is moderated by the lead of the need's region; project leads moderate all; nobody where biased."""
        biased = Bias.objects
        fair = self.exclude(pk__in=biased.subjects_of(user, Introduction)).exclude(
            need__in=biased.subjects_of(user, Need)
        )
        if user.is_project_lead:
            return fair
        return fair.filter(need__region_id__in=user.led_region_ids)

    def asked_although_unwanted(self) -> "IntroductionQuerySet":
        """Cases whose company has put the provider on its list of unwanted partners while somebody was being asked;
        `unwanted_since` says when."""
        entries = Exclusion.objects.filter(
            company=OuterRef("need__organisation"), excluded=OuterRef("offer__organisation")
        )
        since = Subquery(entries.order_by().values("created_at")[:1])
        return self.filter(state__in=ASKED.split()).annotate(unwanted_since=since).exclude(unwanted_since=None)

    def with_waiting_letter(self) -> "IntroductionQuerySet":
        """Those with a letter that waits to be released, with `letter_waits_since`."""
        held = OutboxMessage.objects.held().filter(about_type="matchmaking.introduction", about_id=OuterRef("pk"))
        since = Subquery(held.order_by("created_at").values("created_at")[:1])
        return self.annotate(letter_waits_since=since).filter(letter_waits_since__isnull=False)

    def with_parties(self) -> "IntroductionQuerySet":
        return self.select_related(
            "need__organisation__region",
            "need__organisation__municipality",
            "need__region",
            "need__municipality",
            "offer__organisation__region",
            "offer__organisation__municipality",
            "need_teaser",
            "offer_teaser",
            "company_contact",
            "provider_contact",
            "company_consent",
            "provider_consent",
        )


class Introduction(models.Model):
    """One need and one offer, from computed proposal to outcome.

    The unique open pair is the engine's idempotency key; a person's judgement is final for the engine until
    something relevant changed (`input_hash`).
    """

    workflow = INTRODUCTION

    number = models.CharField(max_length=20, null=True, blank=True, unique=True)  # given when a side is asked
    need = models.ForeignKey("companies.Need", on_delete=models.PROTECT, related_name="introductions")
    offer = models.ForeignKey("startups.Offer", on_delete=models.PROTECT, related_name="introductions")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENGINE)
    state = models.CharField(
        max_length=20, choices=IntroductionState.choices, default=IntroductionState.SUGGESTED, db_index=True
    )
    state_changed_at = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # What the engine said, enough to replay it
    run = models.ForeignKey(MatchingRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.FloatField(null=True, blank=True)  # 0-100, null for pairs chosen by hand
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    contributions = models.JSONField(default=dict, blank=True)  # name -> points, adding up to the score
    # Structured reasons of the engine; null as long as nobody has worked them out, see `explaining`
    reasons = models.JSONField(default=list, null=True, blank=True)
    engine_version = models.CharField(max_length=80, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    # The snapshot the score rests on, see `replay`; empty for pairs chosen by hand
    need_analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offer_analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    statistics = models.ForeignKey(
        PoolStatistics, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    weights = models.ForeignKey(
        Weights, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    # What became of it when places were shared out, and where leads see it, see `placing`. No part of the score
    placing = models.CharField(max_length=10, choices=Placing.choices, blank=True)
    slot = models.PositiveSmallIntegerField(null=True, blank=True)  # of the need's five, those in the shortlist first
    places = models.PositiveSmallIntegerField(null=True, blank=True)  # the provider had, where they are all given
    booked_until = models.DateField(null=True, blank=True)  # null where nobody knows
    place_price = models.FloatField(null=True, blank=True)  # points that one more place of the provider would bring
    is_newcomer = models.BooleanField(default=False)  # the provider is new and has been seen by nobody yet
    acceptance = models.FloatField(null=True, blank=True)  # chance that a lead takes it; null below 200 decisions
    shown_rank = models.PositiveSmallIntegerField(null=True, blank=True)  # on the list of the lead
    propensity = models.FloatField(null=True, blank=True)  # chance to stand there; null where no lot was drawn

    # Moderation
    snoozed_until = models.DateField(null=True, blank=True)
    shortlist_note = models.TextField(_("Reason the company reads"), blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True)  # in the shortlist, as the company reads it
    shortlisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shortlisted_at = models.DateTimeField(null=True, blank=True)
    dismiss_reason = models.CharField(max_length=30, choices=DismissReason.choices, blank=True)
    dismiss_scope = models.CharField(max_length=10, choices=DismissScope.choices, blank=True)
    dismiss_note = models.TextField(blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    # The two keys: what was shown, who answered, which consent
    need_teaser = models.ForeignKey(
        "companies.NeedTeaser", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    offer_teaser = models.ForeignKey(
        "startups.OfferTeaser", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent_text = models.ForeignKey(
        "accounts.ConsentText", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    company_asked_at = models.DateTimeField(null=True, blank=True)
    provider_asked_at = models.DateTimeField(null=True, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)  # of the side that is being asked
    company_contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provider_contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    company_consent = models.OneToOneField(
        "accounts.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provider_consent = models.OneToOneField(
        "accounts.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decline_reason = models.CharField(max_length=30, choices=DeclineReason.choices, blank=True)
    decline_note = models.TextField(blank=True)
    obsolete_reason = models.CharField(max_length=20, choices=ObsoleteReason.choices, blank=True)

    # After the introduction
    introduced_at = models.DateTimeField(null=True, blank=True)
    contact_check_due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    pilot_scope = models.TextField(blank=True)
    pilot_budget = models.CharField(max_length=10, choices=Budget.choices, blank=True)
    outcome = models.CharField(max_length=30, choices=Outcome.choices, blank=True)
    no_success_reason = models.CharField(max_length=30, choices=NoSuccessReason.choices, blank=True)
    outcome_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_side = models.CharField(max_length=10, choices=Side.choices, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = [F("score").desc(nulls_last=True), "pk"]
        verbose_name = _("Introduction")
        verbose_name_plural = _("Introductions")
        indexes = [models.Index(fields=["need", "state"], name="introduction_need_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(state__in=OPEN),
                name="introduction_one_open_per_pair",
                violation_error_message=_("This need and this offer are already being considered."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ASKED.split())
                | Q(
                    company_asked_at__isnull=False,
                    need_teaser__isnull=False,
                    offer_teaser__isnull=False,
                    consent_text__isnull=False,
                    answer_due_on__isnull=False,
                    number__isnull=False,
                ),
                name="introduction_asked_complete",
                violation_error_message=_("A question to a side names the texts shown and the answer date."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["awaiting_provider", *REACHED_INTRODUCTION.split()])
                | Q(
                    company_consent__isnull=False,
                    company_contact__isnull=False,
                    provider_asked_at__isnull=False,
                ),
                name="introduction_company_key",
                violation_error_message=_("The provider is only asked after the company has agreed."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=REACHED_INTRODUCTION.split())
                | Q(
                    provider_consent__isnull=False,
                    provider_contact__isnull=False,
                    introduced_at__isnull=False,
                ),
                name="introduction_two_keys",
                violation_error_message=_("Contact data flows only after both sides have agreed."),
            ),
            models.CheckConstraint(
                condition=Q(state=IntroductionState.DISMISSED, dismissed_at__isnull=False)
                & ~Q(dismiss_reason="")
                & ~Q(dismiss_scope="")
                | ~Q(state=IntroductionState.DISMISSED),
                name="introduction_dismissed_with_reason",
                violation_error_message=_("A dismissal carries its reason and scope."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined_company", "declined_provider"]) | ~Q(decline_reason=""),
                name="introduction_declined_with_reason",
                violation_error_message=_("A refusal carries its reason."),
            ),
            models.CheckConstraint(
                condition=~Q(state=IntroductionState.SUCCESS) | ~Q(outcome=""),
                name="introduction_success_with_outcome",
                violation_error_message=_("A success names its outcome."),
            ),
            models.CheckConstraint(
                condition=~Q(state=IntroductionState.NO_SUCCESS) | ~Q(no_success_reason=""),
                name="introduction_no_success_with_reason",
                violation_error_message=_("An end without result names its reason."),
            ),
            models.CheckConstraint(
                condition=~Q(state=IntroductionState.FIRST_MEETING) | Q(met_on__isnull=False),
                name="introduction_meeting_dated",
                violation_error_message=_("A first meeting has its date."),
            ),
            models.CheckConstraint(
                condition=~Q(placing=Placing.PROPOSED) | Q(slot__isnull=False),
                name="introduction_proposed_in_slot",
                violation_error_message=_("A proposal takes one of the places of its need."),
            ),
            models.CheckConstraint(
                condition=~Q(placing=Placing.FULL) | Q(places__isnull=False),
                name="introduction_full_with_places",
                violation_error_message=_("Who is fully booked had a number of places."),
            ),
            models.CheckConstraint(
                condition=Q(propensity__isnull=True) | Q(propensity__gt=0, propensity__lte=1),
                name="introduction_propensity_is_chance",
                violation_error_message=_("A propensity lies above 0 and at 1 at most."),
            ),
            models.CheckConstraint(
                condition=~Q(state=IntroductionState.OBSOLETE) | ~Q(obsolete_reason=""),
                name="introduction_obsolete_with_reason",
                violation_error_message=_("An obsolete introduction names the reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.need_id} x {self.offer_id}"

    def get_absolute_url(self) -> str:
        return reverse("matchmaking:introduction_detail", args=[self.pk])

    @property
    def was_drawn(self) -> bool:
        """Whether a lot put it among those that are shown at once, see `placing`."""
        return self.propensity is not None and self.shown_rank is not None and self.shown_rank <= SHOWN_AT_ONCE

    @property
    def contact_data_released(self) -> bool:
        """Whether both sides may see each other: both keys turned and neither consent withdrawn."""
        return (
            self.state in REACHED_INTRODUCTION.split()
            and self.company_consent is not None
            and self.company_consent.is_valid
            and self.provider_consent is not None
            and self.provider_consent.is_valid
        )


class IntroductionQuestion(models.Model):
    """A question of a side that is being asked to the hub; the clock stops until it is answered."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="questions")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.TextField(_("Question"), validators=[MaxLengthValidator(4_000)])
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")  # who asks
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = by a link and without an account
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("Answer"), blank=True, validators=[MaxLengthValidator(4_000)])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(answered_at__isnull=True),
                name="introductionquestion_one_open",
                violation_error_message=_("There is already an open question."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} {self.asked_at:%Y-%m-%d}"


class ContactDisclosure(models.Model):
    """Log of released contact data: whose data went to whom, when. Kept as long as the introduction."""

    introduction = models.ForeignKey(Introduction, on_delete=models.PROTECT, related_name="disclosures")
    contact = models.ForeignKey("accounts.Contact", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "contact", "recipient"], name="contactdisclosure_unique")
        ]

    def __str__(self) -> str:
        return f"{self.introduction} {self.released_at:%Y-%m-%d}"


class ProposalLook(models.Model):
    """When a lead last looked at the proposals of a need: what came later is new to that person."""

    need = models.ForeignKey("companies.Need", on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "user"], name="proposallook_once_per_person")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.looked_at:%Y-%m-%d}"
