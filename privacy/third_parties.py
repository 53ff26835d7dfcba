"""People whom others have entered are told so (Art. 14 GDPR): at once where possible, within a month at the latest."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Contact
from organisations.models import Membership
from privacy import notifications
from privacy.models import ThirdPartyNotice

BATCH = 200


@receiver(post_save, sender=Contact)
def who_is_entered_by_others_is_told(instance: Contact, created: bool, raw: bool = False, **kwargs) -> None:
    """Remember the duty with the row itself; the letter follows once the organisation is known, see `post_due`."""
    if created and not raw and instance.user_id is None and instance.email:
        ThirdPartyNotice.objects.get_or_create(contact=instance, defaults={"due_on": _due_on()})


def _due_on():
    return timezone.localdate() + relativedelta(months=1)


def note_missing() -> int:
    """Remember people whom bulk work has entered without a signal; return how many."""
    unknown = Contact.objects.filter(user=None, erased_at=None, third_party_notice=None).exclude(email="")
    notices = [ThirdPartyNotice(contact=contact, due_on=_due_on()) for contact in unknown[:BATCH]]
    return len(ThirdPartyNotice.objects.bulk_create(notices, ignore_conflicts=True))


def post_due() -> int:
    """Write to everybody who has not been told yet; return how many letters that were."""
    note_missing()
    since = timezone.now() - timedelta(days=settings.THIRD_PARTY_NOTICE_DAYS)
    open_notices = ThirdPartyNotice.objects.filter(posted_at=None, created_at__lte=since).select_related("contact")
    return sum(post(notice) for notice in open_notices[:BATCH])


@transaction.atomic
def post(notice: ThirdPartyNotice) -> bool:
    """Write the letter of `notice` unless somebody has; return whether it was written here. Who has opened an account
    meanwhile has read the notice there and gets none."""
    claimed = ThirdPartyNotice.objects.filter(pk=notice.pk, posted_at=None).update(posted_at=timezone.now())
    contact = notice.contact
    if not claimed or contact.user_id or contact.erased_at:
        return False
    with override(contact.language):
        source = source_of(contact)
    notifications.third_party_entered(notice, source)
    return True


def source_of(contact: Contact) -> str:
    """Return in words who has told us of `contact`."""
    membership = Membership.objects.filter(contact=contact).select_related("organisation").order_by("pk").first()
    if membership is None:
        return _("staff of the Digitales Zentrum Mittelstand")
    return _("your organisation %(name)s, or staff of the Digitales Zentrum Mittelstand after speaking with it") % {
        "name": membership.organisation.name
    }
