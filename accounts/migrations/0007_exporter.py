from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_absence"),
        ("regions", "0002_shareholding_sum"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="platformrole",
            name="platformrole_scope",
        ),
        migrations.AlterField(
            model_name="platformrole",
            name="role",
            field=models.CharField(
                choices=[
                    ("project_lead", "Project lead"),
                    ("region_lead", "Region lead"),
                    ("editor", "Editor"),
                    ("municipal_partner", "Municipal partner"),
                    ("exporter", "May export data"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="platformrole",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("municipality__isnull", True),
                        ("region__isnull", True),
                        ("role__in", ["project_lead", "editor", "exporter"]),
                    ),
                    models.Q(("municipality__isnull", True), ("region__isnull", False), ("role", "region_lead")),
                    models.Q(("municipality__isnull", False), ("region__isnull", True), ("role", "municipal_partner")),
                    _connector="OR",
                ),
                name="platformrole_scope",
                violation_error_message="A region lead needs a region, a municipal partner a municipality, the other roles neither.",
            ),
        ),
    ]
