"""Leads who are not impartial in a case: they say so, may look on, and somebody else decides."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Bias, Contact
from accounts.notifications import tell_of_bias
from accounts.selectors import leads_of_region, who_moderate
from core.models import LogEntry


def biases_of(user) -> set[tuple[str, int]]:
    """Return what `user` is biased for, read once per request."""
    if not hasattr(user, "_biases"):
        user._biases = set(Bias.objects.valid().filter(user=user).values_list("subject_type", "subject_id"))
    return user._biases


def is_biased(user, *cases: models.Model) -> bool:
    """Whether `user` has declared a bias for one of `cases`; the SQL form is `Bias.objects.subjects_of`."""
    return any((case._meta.label_lower, case.pk) in biases_of(user) for case in cases)


def refuse_biased(user, *cases: models.Model) -> None:
    """Raise PermissionDenied with a sentence when `user` is biased for one of `cases`."""
    if is_biased(user, *cases):
        raise PermissionDenied(_("You have declared that you are biased in this case. Somebody else decides here."))


def who_can_decide(region, *cases: models.Model) -> list[Contact]:
    """Return the contacts of those who moderate `region` and are biased for none of `cases`."""
    biased = models.Q(pk__in=[])
    for case in cases:
        biased |= models.Q(subject_type=case._meta.label_lower, subject_id=case.pk)
    return list(who_moderate(region).exclude(user__in=Bias.objects.valid().filter(biased).values("user")))


@transaction.atomic
def declare_bias(user, case: models.Model, *, region, reason: str) -> list[Contact]:
    """Record that `user` is biased for `case`, tell those who can decide instead, and return them. A case that `user`
    is responsible for goes to one of them.

    Saying it twice changes nothing. Nobody left to decide is an empty list; the page warns of it.
    """
    try:
        with transaction.atomic():
            bias = Bias.objects.create(
                user=user, subject_type=case._meta.label_lower, subject_id=case.pk, reason=reason
            )
    except IntegrityError:
        return who_can_decide(region, case)
    user.__dict__.pop("_biases", None)
    LogEntry.objects.record(case, "declare_bias", actor=user)
    others = who_can_decide(region, case)
    successor = _hand_over(case, user, others, region)
    for contact in others:
        tell_of_bias(bias, case, contact, takes_over=contact == successor)
    return others


def _hand_over(case: models.Model, user, others: list[Contact], region) -> Contact | None:
    """Give a case that `user` is responsible for to one of `others`, a lead of the region first, and return who has it
    now. It stays where nobody is left: a case in work has somebody responsible, and the page says what to do."""
    if not others or getattr(case, "assigned_to_id", None) != user.pk:
        return None
    near = {contact.pk for contact in leads_of_region(region)}
    successor = min(others, key=lambda contact: (contact.pk not in near, contact.pk))
    mine = type(case)._base_manager.filter(pk=case.pk, assigned_to=user)
    if not mine.update(assigned_to=successor.user):
        return None
    case.assigned_to = successor.user
    LogEntry.objects.record(case, "bias_hand_over", actor=user, reason="bias")
    return successor


@transaction.atomic
def withdraw_bias(user, case: models.Model) -> bool:
    """Take the declaration of `user` back and return whether there was one."""
    mine = Bias.objects.valid().filter(user=user, subject_type=case._meta.label_lower, subject_id=case.pk)
    if not mine.update(withdrawn_at=timezone.now()):
        return False
    user.__dict__.pop("_biases", None)
    LogEntry.objects.record(case, "withdraw_bias", actor=user)
    return True
