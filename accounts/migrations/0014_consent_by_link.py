import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_workbench")]

    operations = [
        migrations.AlterField(
            model_name="consent",
            name="channel",
            field=models.CharField(
                choices=[
                    ("portal", "in the portal"),
                    ("phone", "by phone"),
                    ("visit", "during a visit"),
                    ("event", "at an event"),
                    ("letter", "in writing"),
                    ("link", "by a link in an e-mail"),
                ],
                default="portal",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
