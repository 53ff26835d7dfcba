"""A first meeting that both sides had is a contact with either of them: lists of silent firms know of it."""

from django.db.models import DateTimeField, F, OuterRef, Subquery
from django.db.models.functions import Cast

from contactlog.selectors import last_contact_source
from matchmaking.models import Introduction


def _last_meeting(side: str) -> Subquery:
    meetings = Introduction.objects.filter(met_on__isnull=False, **{f"{side}__organisation": OuterRef("pk")})
    latest = meetings.order_by("-met_on").annotate(met_at=Cast(F("met_on"), DateTimeField()))
    return Subquery(latest.values("met_at")[:1], output_field=DateTimeField())


@last_contact_source
def last_meeting_as_company() -> Subquery:
    return _last_meeting("need")


@last_contact_source
def last_meeting_as_provider() -> Subquery:
    return _last_meeting("offer")
