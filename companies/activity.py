"""When something last happened with a need.

Activity is what a person does: an entry of the log of the need or of one of its introductions that names who did it, a
contact with the company about the need, the answer that it is still wanted (also by a link, without an account), and
the day on which the need entered its present state. What the portal computes or sends is none.
"""

from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from companies.models import Need
from contactlog.models import ContactEntry
from core.models import LogEntry

RENEW = "renew"


def last_active_on(need: Need) -> date:
    """Return the day of the last activity; not later than today."""
    introduction = Need.introductions.rel.related_model
    of_introductions = Q(
        subject_type=introduction._meta.label_lower, subject_id__in=need.introductions.order_by().values("pk")
    )
    of_need = Q(subject_type=need._meta.label_lower, subject_id=need.pk)
    by_people = Q(actor__isnull=False) | Q(verb=RENEW)
    logged = LogEntry.objects.filter(of_need | of_introductions, by_people).aggregate(last=Max("at"))["last"]
    talked = ContactEntry.objects.valid().filter(need=need).aggregate(last=Max("occurred_at"))["last"]
    last = max(moment for moment in (need.state_changed_at, logged, talked) if moment)
    return min(timezone.localdate(last), timezone.localdate())
