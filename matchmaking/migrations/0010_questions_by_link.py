import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The changed rows are checked at once, because a table with checks that still wait cannot be altered.
WHO_ASKED = """
UPDATE matchmaking_introductionquestion AS question SET contact_id = contact.id
FROM accounts_contact AS contact WHERE contact.user_id = question.asked_by_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_consent_by_link"), ("matchmaking", "0009_workbench")]

    operations = [
        migrations.AddField(
            "introductionquestion",
            "contact",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.contact"
            ),
        ),
        migrations.RunSQL(WHO_ASKED, migrations.RunSQL.noop),
        migrations.AlterField(
            "introductionquestion",
            "contact",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.contact"),
        ),
        migrations.AlterField(
            "introductionquestion",
            "asked_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
