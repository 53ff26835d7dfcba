"""What leads decide about pairs that look alike."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import LogEntry
from core.states import require
from organisations.models import Organisation, OrganisationPair


@transaction.atomic
def tell_apart(first: Organisation, second: Organisation, *, actor) -> OrganisationPair:
    """Remember that the two are not the same; they are not proposed again. A second time changes nothing."""
    require(first.pk != second.pk, _("Choose two different organisations."))
    lower, higher = sorted([first.pk, second.pk])
    pair, _created = OrganisationPair.objects.get_or_create(lower_id=lower, higher_id=higher)
    fields = {"dismissed_at": timezone.now(), "dismissed_by": actor}
    if OrganisationPair.objects.open().filter(pk=pair.pk).update(**fields):
        LogEntry.objects.record(pair, "tell_apart", actor=actor, details={"organisations": [lower, higher]})
    return pair


@transaction.atomic
def look_again(pair: OrganisationPair, *, actor) -> None:
    """Take the decision back: the pair is proposed again."""
    told_apart = OrganisationPair.objects.filter(pk=pair.pk, dismissed_at__isnull=False)
    if told_apart.update(dismissed_at=None, dismissed_by=None):
        details = {"organisations": [pair.lower_id, pair.higher_id]}
        LogEntry.objects.record(pair, "look_again", actor=actor, details=details)
