"""What happens to organisations and offers shows in the landscape at once. Registered by the app's `ready()`."""

from typing import Any

from django.dispatch import receiver

from core.states import after_every_step
from landscape.services import refresh
from organisations.models import Organisation
from organisations.signals import organisation_changed
from startups.models import Offer


@after_every_step
def a_step_shows(obj, verb: str, actor: Any) -> None:
    if isinstance(obj, Offer):
        refresh(obj.organisation)
    elif isinstance(obj, Organisation):
        refresh(obj, *Organisation.objects.filter(merged_into=obj))


@receiver(organisation_changed)
def what_it_says_shows(organisation, **kwargs) -> None:
    refresh(organisation)
