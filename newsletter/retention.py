"""The end of subscriptions that nobody confirmed, of the proof of those that have ended, and of answers."""

from datetime import date

from django.db import models

from core.retention import delete_rows, job, period_start_before
from newsletter.enums import SubscriptionState
from newsletter.models import Answer, Subscription

ENDED = [SubscriptionState.LEFT, SubscriptionState.BOUNCED]


@job("newsletter", delete_rows)
def ended(today: date) -> list[models.QuerySet]:
    before = period_start_before("newsletter", today)
    return [Subscription.objects.filter(state__in=ENDED, state_changed_at__lt=before)]


@job("newsletter_pending", delete_rows)
def unconfirmed(today: date) -> list[models.QuerySet]:
    before = period_start_before("newsletter_pending", today)
    return [Subscription.objects.filter(state=SubscriptionState.PENDING, state_changed_at__lt=before)]


@job("newsletter_answers", delete_rows)
def answers(today: date) -> list[models.QuerySet]:
    return [Answer.objects.filter(answered_at__date__lt=period_start_before("newsletter_answers", today))]
