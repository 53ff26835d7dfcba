"""Who wants to come, who comes along, and what they answered."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from events.enums import News, RegistrationState
from events.models.events import CODE_ALPHABET, Event
from events.models.parts import BookableSlot, Question
from events.workflow import REGISTRATION

TICKET_LENGTH = 12
ACTIVE = [state for state in RegistrationState.values if state not in REGISTRATION.terminal]
COUNTED = [state for state in ACTIVE if state != RegistrationState.UNCONFIRMED]


def new_ticket() -> str:
    """Return a random code for a ticket; who knows it can be checked in, nothing else."""
    return get_random_string(TICKET_LENGTH, CODE_ALPHABET)


class RegistrationQuerySet(models.QuerySet):
    def active(self) -> "RegistrationQuerySet":
        return self.filter(state__in=ACTIVE)

    def coming(self) -> "RegistrationQuerySet":
        return self.filter(state=RegistrationState.REGISTERED)

    def in_line(self) -> "RegistrationQuerySet":
        """Those on the waiting list, the first first."""
        return self.filter(state=RegistrationState.WAITING).order_by("position", "pk")

    def to_be_called(self) -> "RegistrationQuerySet":
        """Those without an e-mail address for whom there is news, the oldest first."""
        return self.exclude(to_tell="").order_by("to_tell_since", "pk")

    def seats(self) -> int:
        """Return how many people these are, companions included."""
        return self.aggregate(number=Sum(F("companions_number") + 1))["number"] or 0

    def managed_by(self, user) -> "RegistrationQuerySet":
        """Those for events the person manages; municipalities see numbers, not names."""
        if user.is_authenticated and (user.is_project_lead or user.is_editor):
            return self.all()
        regions = user.led_region_ids if user.is_authenticated else []
        return self.filter(event__region_id__in=regions)

    def of_person(self, user) -> "RegistrationQuerySet":
        """The own ones of a signed-in person."""
        return self.filter(contact__user=user)


class Registration(models.Model):
    """One person's registration. A guest confirms the address first; `position` is the place in the order in which
    registrations counted, given under the lock of the event. `ticket` is what the QR code says.

    `contact` is the person as the hub knows it, once the address is proven. `companions_number` is kept beside the rows
    of the companions, so that seats are counted in one sum. Somebody without `email` is told by phone: `to_tell` is
    what nobody has called about yet.
    """

    workflow = REGISTRATION

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    contact = models.ForeignKey(
        "accounts.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    given_name = models.CharField(_("First name"), max_length=80)
    family_name = models.CharField(_("Last name"), max_length=80)
    email = models.EmailField(_("E-mail address"), blank=True)  # whoever has none is called
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    organisation_name = models.CharField(_("Company or institution"), max_length=160, blank=True)
    municipality = models.ForeignKey(
        "regions.Municipality", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2, default="de")
    companions_number = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(9)])
    note = models.TextField(
        _("What should we know?"), blank=True, validators=[MaxLengthValidator(1_000)], max_length=1_000
    )
    takes_part_online = models.BooleanField(default=False)
    slot = models.ForeignKey(
        BookableSlot, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    ticket = models.CharField(max_length=TICKET_LENGTH, unique=True, default=new_ticket, editable=False)
    state = models.CharField(
        max_length=12, choices=RegistrationState.choices, default=RegistrationState.UNCONFIRMED, db_index=True
    )
    state_changed_at = models.DateTimeField(default=timezone.now)
    position = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField(null=True, blank=True)  # when it took its position
    decline_note = models.TextField(blank=True, validators=[MaxLengthValidator(1_000)])
    to_tell = models.CharField(max_length=30, choices=News.choices, blank=True)
    to_tell_since = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "created_at", "pk"]
        verbose_name = _("Registration")
        verbose_name_plural = _("Registrations")
        constraints = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                condition=Q(state__in=ACTIVE) & ~Q(email=""),
                name="registration_once_per_address",
                violation_error_message=_("Somebody is registered with this address already."),
            ),
            models.UniqueConstraint(
                "event",
                "contact",
                condition=Q(state__in=ACTIVE, email=""),
                name="registration_once_by_phone",
                violation_error_message=_("This person is registered already."),
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="registration_reachable",
                violation_error_message=_("Enter a phone number or an e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(to_tell="", to_tell_since__isnull=True) | Q(to_tell__gt="", to_tell_since__isnull=False),
                name="registration_told_dated",
                violation_error_message=_("What is to be told carries the moment."),
            ),
            models.UniqueConstraint(
                fields=["event", "position"],
                name="registration_position_once",
                violation_error_message=_("This place in the order is taken."),
            ),
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=["requested", "registered"]),
                name="registration_slot_once",
                violation_error_message=_("Somebody has booked this time already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["requested", "registered", "waiting", "declined"])
                | Q(position__isnull=False, counted_at__isnull=False, contact__isnull=False),
                name="registration_counted",
                violation_error_message=_("Whoever stands in the order has a position and a proven address."),
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "position"], name="registration_in_order")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_told_by_phone(self) -> bool:
        return not self.email

    @property
    def seats(self) -> int:
        return 1 + self.companions_number


class Companion(models.Model):
    """Somebody who comes along, with a ticket of their own."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="companions")
    name = models.CharField(_("Name"), max_length=160, blank=True)
    ticket = models.CharField(max_length=TICKET_LENGTH, unique=True, default=new_ticket, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Companion")
        verbose_name_plural = _("Companions")

    def __str__(self) -> str:
        return f"{self.registration_id} {self.pk}"


class Answer(models.Model):
    """What somebody answered to a question of the registration."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(validators=[MaxLengthValidator(1_000)])

    class Meta:
        ordering = ["question__position", "pk"]
        verbose_name = _("Answer at the registration")
        verbose_name_plural = _("Answers at the registration")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"],
                name="event_answer_once",
                violation_error_message=_("This question is answered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.question_id}"
