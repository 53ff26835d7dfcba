"""The company agrees that a lead registers its need."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.consents import current_text
from accounts.enums import Channel, ConsentPurpose
from accounts.models import Consent
from companies.models import Need
from core.models import LogEntry


def missing_consent() -> str:
    return _("Record first that the company agrees to the registration of its need.")


@transaction.atomic
def record_consent(need: Need, *, contact, channel: str, actor, given_at: datetime | None = None) -> Consent:
    """Record that `contact` agreed to the present text on needs that a lead registers. `channel` says how, `given_at`
    when: now unless told. A consent that was withdrawn stays as proof and is replaced here."""
    consent = Consent.objects.create(
        contact=contact,
        organisation=need.organisation,
        purpose=ConsentPurpose.NEED_ON_BEHALF,
        text=current_text(ConsentPurpose.NEED_ON_BEHALF),
        language=contact.language,
        channel=channel,
        recorded_by=actor,
        given_at=given_at or timezone.now(),
    )
    Need.objects.filter(pk=need.pk).update(consent=consent)
    need.consent = consent
    LogEntry.objects.record(
        need, "record_consent", actor=actor, on_behalf_source="" if channel == Channel.PORTAL else channel
    )
    return consent
