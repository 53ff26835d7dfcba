import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_fill_keys")]

    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name_key"], name="organisation_name_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deactivated_at__isnull", True), ("deactivated_by__isnull", True), ("is_active", True)),
                    models.Q(("deactivated_at__isnull", False), ("is_active", False)),
                    _connector="OR",
                ),
                name="membership_deactivated_dated",
                violation_error_message="Who acts no more has the date of leaving, and only who acts no more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verification__in", ["verified", "rejected"]), _negated=True),
                    ("verified_at__isnull", False),
                    _connector="OR",
                ),
                name="organisation_verification_dated",
                violation_error_message="A checked organisation needs the date of the check.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verification", "rejected"), _negated=True),
                    models.Q(
                        ("verified_by__isnull", False),
                        models.Q(("reject_reason", ""), _negated=True),
                        models.Q(("decision_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="organisation_rejection_explained",
                violation_error_message="A rejection says who decided, and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("wants_to_seek", True), ("wants_to_offer", True), _connector="OR"),
                name="organisation_seeks_or_offers",
                violation_error_message="An organisation looks for solutions, offers them, or both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=("created_by", "form_key"),
                name="organisation_once_per_form",
                violation_error_message="This form has been saved already.",
            ),
        ),
    ]
