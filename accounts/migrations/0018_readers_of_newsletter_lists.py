from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_readers_at_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contactread",
            name="place",
            field=models.CharField(
                choices=[
                    ("organisation", "page of the organisation"),
                    ("verification", "check of the organisation"),
                    ("need", "page of a need"),
                    ("offer", "page of an offer"),
                    ("introduction", "page of an introduction"),
                    ("message", "message of the portal"),
                    ("event", "registration for an event"),
                    ("newsletter", "list of the newsletter"),
                    ("export", "export"),
                ],
                max_length=20,
            ),
        ),
    ]
