"""People: accounts, contacts with or without an account, platform roles, and what they consented to."""

import hashlib

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Channel, ConsentPurpose, ReaderRole, ReadPlace, Role
from accounts.saved_filters import SavedFilter as SavedFilter
from mail.enums import Wish


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create an account that signs in with `email`; without a password it cannot sign in yet."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The person behind it is a Contact; cases point to the contact, logs to the account."""

    email = models.EmailField(_("E-mail address"), unique=True)
    language = models.CharField(max_length=2, default="de")
    is_staff = models.BooleanField(default=False)  # may open the operator's admin
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    uses_keys = models.BooleanField(default=True)  # single keys move through lists; who dictates switches them off

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("Account")
        verbose_name_plural = _("Accounts")

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        contact = getattr(self, "contact", None)
        return contact.full_name if contact else self.email

    def has_role(self, role: Role) -> bool:
        """Whether the account holds `role` anywhere; read once per request."""
        return any(granted.role == role for granted in self.granted_roles)

    @property
    def granted_roles(self) -> list["PlatformRole"]:
        if not hasattr(self, "_granted_roles"):
            self._granted_roles = list(self.platform_roles.select_related("region", "municipality").order_by("pk"))
        return self._granted_roles

    @property
    def is_project_lead(self) -> bool:
        return self.has_role(Role.PROJECT_LEAD)

    @property
    def is_editor(self) -> bool:
        return self.has_role(Role.EDITOR)

    @property
    def is_municipal_partner(self) -> bool:
        return self.has_role(Role.MUNICIPAL_PARTNER)

    @property
    def is_exporter(self) -> bool:
        return self.has_role(Role.EXPORTER)

    @property
    def led_region_ids(self) -> list[int]:
        """The partner regions this person leads."""
        return [granted.region_id for granted in self.granted_roles if granted.role == Role.REGION_LEAD]

    @property
    def is_region_lead(self) -> bool:
        return bool(self.led_region_ids)

    @property
    def moderates(self) -> bool:
        """Whether the person works on cases of others, for the hub or for a partner region."""
        return self.is_project_lead or self.is_region_lead


class SessionQuerySet(models.QuerySet):
    def open_for(self, user) -> "SessionQuerySet":
        """Where `user` is signed in, the last used first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-last_used_at", "session_key")


class Session(AbstractBaseSession):
    """One browser that keeps a session; of an account once somebody has signed in there."""

    session_key = models.CharField(max_length=64, primary_key=True)  # the hash, see session_store
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    last_used_at = models.DateTimeField()

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    @classmethod
    def get_session_store_class(cls):
        from accounts.session_store import SessionStore

        return SessionStore

    @property
    def device(self) -> str:
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("Unknown device")


class BiasQuerySet(models.QuerySet):
    def valid(self) -> "BiasQuerySet":
        return self.filter(withdrawn_at=None)

    def subjects_of(self, user, model: type[models.Model]) -> models.QuerySet:
        """The ids of the cases of `model` for which `user` is biased, as a subquery."""
        valid = self.valid().filter(user=user, subject_type=model._meta.label_lower)
        return valid.values("subject_id")


class Bias(models.Model):
    """A lead says: here I am not impartial, somebody else decides. Kept when it is withdrawn."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="biases")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    reason = models.TextField(_("Reason"), max_length=500, validators=[MaxLengthValidator(500)])
    declared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = BiasQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_type", "subject_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="bias_once",
                violation_error_message=_("You have declared this already."),
            )
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="bias_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AbsenceQuerySet":
        """Who works on cases of others sees who is away; nobody else does."""
        return self.all() if user.moderates else self.none()

    def changed_by(self, user) -> "AbsenceQuerySet":
        """The own absences; project leads also enter and remove those of others, who may have fallen ill."""
        return self.visible_to(user) if user.is_project_lead else self.visible_to(user).filter(user=user)

    def on(self, day) -> "AbsenceQuerySet":
        return self.filter(first_day__lte=day, last_day__gte=day)

    def not_over(self, day) -> "AbsenceQuerySet":
        return self.filter(last_day__gte=day).order_by("first_day", "pk")


class Absence(models.Model):
    """A lead is away from `first_day` to `last_day`, both included; `deputy` works on the cases meanwhile.

    A deputy gets no right by it: who may not moderate a case before may not moderate it now. Deadlines run on.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", verbose_name=_("Who is away"))
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputyships", verbose_name=_("Deputy"))
    note = models.CharField(_("Note for colleagues"), max_length=300, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Absence")
        verbose_name_plural = _("Absences")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(user=F("deputy")),
                name="absence_deputy_is_somebody_else",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            ExclusionConstraint(
                name="absences_do_not_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Func(
                            F("first_day"),
                            F("last_day"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("There already is an absence in these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first_day:%Y-%m-%d}"


class PlatformRole(models.Model):
    """A role of a person beyond the own organisation, scoped to a region or municipality where it has one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="platform_roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, null=True, blank=True)
    municipality = models.ForeignKey("regions.Municipality", on_delete=models.PROTECT, null=True, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("Platform role")
        verbose_name_plural = _("Platform roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "region", "municipality"],
                nulls_distinct=False,
                name="platformrole_unique",
                violation_error_message=_("This person already holds this role."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        role__in=[Role.PROJECT_LEAD, Role.EDITOR, Role.EXPORTER],
                        region__isnull=True,
                        municipality__isnull=True,
                    )
                    | Q(role=Role.REGION_LEAD, region__isnull=False, municipality__isnull=True)
                    | Q(role=Role.MUNICIPAL_PARTNER, region__isnull=True, municipality__isnull=False)
                ),
                name="platformrole_scope",
                violation_error_message=_(
                    "A region lead needs a region, a municipal partner a municipality, the other roles neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.region or self.municipality or ''}".strip()


class Contact(models.Model):
    """A natural person a firm or the hub can reach, with or without an account.

    Memberships, consents, signed links and mails point here, so that somebody who never signs in can be
    asked and answer all the same.
    """

    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="contact")
    given_name = models.CharField(_("First name"), max_length=80)
    family_name = models.CharField(_("Last name"), max_length=80)
    email = models.EmailField(_("E-mail address"), blank=True)  # whoever has none is called, see mail.services.post_to
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    language = models.CharField(_("Language"), max_length=2, default="de")
    mail_wish = models.CharField(_("Messages by e-mail"), max_length=10, choices=Wish.choices, default=Wish.AT_ONCE)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)  # the row stays, what it said is gone

    class Meta:
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        ordering = ["family_name", "given_name"]
        indexes = [models.Index(Upper("email"), name="contact_email")]  # looked up regardless of case

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        if self.erased_at:
            return _("Erased person")
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()


class ContactRead(models.Model):
    """Somebody saw contact data of a person. One row per reader, person, place and day: it says that, not how often.

    What the reader was at the time is kept with it, so that the person learns of a role, not of another person.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="reads")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reader_role = models.CharField(max_length=20, choices=ReaderRole.choices)
    place = models.CharField(max_length=20, choices=ReadPlace.choices)
    read_on = models.DateField()

    class Meta:
        ordering = ["-read_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "reader", "place", "read_on"], name="contactread_once_a_day")
        ]
        indexes = [models.Index(fields=["read_on"], name="contactread_read_on")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.place} {self.read_on}"


def text_digest(text_de: str, text_en: str) -> str:
    """Return the SHA-256 of both wordings, the proof that a stored text is the one that was shown."""
    return hashlib.sha256(f"{text_de}\n{text_en}".encode()).hexdigest()


class ConsentText(models.Model):
    """One version of a text people agree to. Versions are never edited: a new wording is a new row."""

    purpose = models.CharField(max_length=30, choices=ConsentPurpose.choices)
    version = models.PositiveSmallIntegerField()
    text_de = models.TextField()
    text_en = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consenttext_unique_version")]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    def save(self, *args, **kwargs):
        self.sha256 = text_digest(self.text_de, self.text_en)
        super().save(*args, **kwargs)

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_de


class Consent(models.Model):
    """One person's agreement to one text for one purpose. Append-only; withdrawing stamps `withdrawn_at`."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=30, choices=ConsentPurpose.choices)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = the person, by a link and without an account
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
                violation_error_message=_("A consent cannot be withdrawn before it was given."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.contact_id} {self.given_at:%Y-%m-%d}"

    @property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None
