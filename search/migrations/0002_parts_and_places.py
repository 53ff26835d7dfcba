import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]

    operations = [
        migrations.AddField(
            model_name="word",
            name="parts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), null=True, size=None, verbose_name="parts"
            ),
        ),
        # Positions have meant something else. Until the next rebuild has read everything, nothing is marked by them.
        migrations.RunSQL("UPDATE search_document SET vector = strip(vector)", migrations.RunSQL.noop),
    ]
