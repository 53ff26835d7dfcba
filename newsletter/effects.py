"""What the end of a row causes. Registered by the app's `ready()`."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from companies.signals import need_came_from
from newsletter import answers
from newsletter.enums import SubscriptionState, SuppressionReason
from newsletter.models import Subscription, Suppression
from newsletter.tokens import digest_of


@receiver(pre_delete, sender=Subscription)
def who_is_erased_is_not_written_to(instance: Subscription, **kwargs) -> None:
    """An erasure, or the end of the period of proof, takes the row; that the person has left is remembered. A later
    confirmation by the person lifts it."""
    if instance.state != SubscriptionState.PENDING:
        Suppression.objects.get_or_create(digest=digest_of(instance.email), defaults={"reason": SuppressionReason.LEFT})


@receiver(need_came_from)
def a_need_came_of_an_answer(need, origin: str, **kwargs) -> None:
    answers.need_was_told(need, origin)
