"""What the outbox knows about the letters of this room, and who may look at them."""

from mail.occasions import decided_by
from newsletter.models import Subscription

decided_by("newsletter.subscription", lambda user: Subscription.objects.managed_by(user))
