from django.db import migrations
from django.db.models import F
from django.utils import timezone

from organisations.domains import own_domain
from organisations.names import name_key


def fill(apps, schema_editor):
    """Give rows from before their keys and dates. A rejection that nobody signed is checked again."""
    Organisation = apps.get_model("organisations", "Organisation")
    Membership = apps.get_model("organisations", "Membership")
    rejected = Organisation.objects.filter(verification="rejected")
    rejected.filter(verified_by=None).update(verification="pending")
    rejected.update(reject_reason="other", decision_note="-")
    Organisation.objects.update(verification_changed_at=F("created_at"))
    Organisation.objects.exclude(verified_at=None).update(verification_changed_at=F("verified_at"))
    for row in Organisation.objects.only("name", "website").iterator():
        Organisation.objects.filter(pk=row.pk).update(name_key=name_key(row.name), web_domain=own_domain(row.website))
    Membership.objects.filter(is_active=False).update(deactivated_at=timezone.now())
    for row in Membership.objects.select_related("contact").iterator():
        Membership.objects.filter(pk=row.pk).update(mail_domain=own_domain(row.contact.email))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_registration_and_members")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
