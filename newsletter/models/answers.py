"""What readers answered by the buttons of a question."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from newsletter.enums import AnswerState
from newsletter.models.deliveries import Delivery
from newsletter.models.issues import CODE_ALPHABET, Block, Choice
from newsletter.models.subscriptions import NOTE_LENGTH, Subscription
from newsletter.workflow import ANSWER

ANSWER_CODE_LENGTH = 12
PHONE_LENGTH = 40
NAME_LENGTH = 120


def new_answer_code() -> str:
    """Return the random part of the origin of a need (see companies.signals)."""
    return get_random_string(ANSWER_CODE_LENGTH, CODE_ALPHABET)


class AnswerQuerySet(models.QuerySet):
    def managed_by(self, user) -> "AnswerQuerySet":
        """Those who look after the newsletter call the people back."""
        return self.all() if user.is_authenticated and (user.is_project_lead or user.is_editor) else self.none()

    def for_list(self) -> "AnswerQuerySet":
        """Everything a row shows, in a fixed number of queries."""
        return self.select_related("choice", "block", "delivery__issue", "need").defer("delivery__issue__content")

    def counted(self) -> "AnswerQuerySet":
        """Answers that count: of people who have confirmed that they want the newsletter."""
        return self.filter(subscription__confirmed_at__isnull=False)

    def to_call(self) -> "AnswerQuerySet":
        """The call list: answers that ask for something and that nobody has settled."""
        return self.counted().filter(state=AnswerState.OPEN)

    def open_first(self) -> "AnswerQuerySet":
        """Who waits for a call, the longest first; then what is settled, and those who want nothing of us."""
        return self.order_by(Case(When(state=AnswerState.OPEN, then=0), default=1), "answered_at", "pk")


class Answer(models.Model):
    """One answer to one question by one reader, given once. `email` is the address at that moment; a need that was told
    by way of the answer is `need`."""

    workflow = ANSWER

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="answers")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="answers")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="answers")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="answers")
    code = models.CharField(max_length=ANSWER_CODE_LENGTH, unique=True, default=new_answer_code, editable=False)
    email = models.EmailField(_("E-mail address"))
    name = models.CharField(_("Name"), max_length=NAME_LENGTH, blank=True)
    phone = models.CharField(_("Phone"), max_length=PHONE_LENGTH, blank=True)
    note = models.TextField(_("What is it about?"), blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])
    answered_at = models.DateTimeField(default=timezone.now)
    need = models.ForeignKey("companies.Need", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.OPEN, db_index=True)
    state_changed_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)  # calls that reached nobody
    remark = models.TextField(_("What came of it?"), blank=True, validators=[MaxLengthValidator(NOTE_LENGTH)])
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name = _("Answer to a question of the newsletter")
        verbose_name_plural = _("Answers to questions of the newsletter")
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "block"],
                name="newsletter_answer_once",
                violation_error_message=_("This question has been answered already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.DONE) | Q(settled_by__isnull=False),
                name="newsletter_answer_settled_by",
                violation_error_message=_("What is settled says by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("newsletter:call", args=[self.pk])
