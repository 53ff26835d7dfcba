from django.db import migrations


class Migration(migrations.Migration):
    """The register has moved to the room `shares`, which took the rows along; the trigger goes with its table."""

    dependencies = [("regions", "0002_shareholding_sum"), ("shares", "0002_from_regions")]

    operations = [
        migrations.DeleteModel(name="Shareholding"),
        migrations.DeleteModel(name="ShareholdingDecision"),
        migrations.RunSQL("DROP FUNCTION IF EXISTS regions_shareholding_sum_is_one()", migrations.RunSQL.noop),
    ]
