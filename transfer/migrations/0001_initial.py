import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import transfer.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("companies", "0002_initial"),
        ("organisations", "0008_admins_change_sides"),
        ("startups", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("organisations", "Organisations"),
                            ("needs", "Needs"),
                            ("offers", "Offers"),
                            ("contacts", "Contact persons"),
                        ],
                        max_length=15,
                        verbose_name="What",
                    ),
                ),
                ("columns", models.JSONField()),
                ("conditions", models.JSONField(blank=True, default=dict)),
                (
                    "file_format",
                    models.CharField(
                        choices=[("csv", "CSV for Excel (semicolon)"), ("xlsx", "Excel workbook (XLSX)")],
                        default="csv",
                        max_length=4,
                        verbose_name="File format",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        max_length=500,
                        validators=[django.core.validators.MinLengthValidator(10)],
                        verbose_name="Purpose",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Begins in a moment"),
                            ("running", "Being written"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                            ("expired", "Expired, file deleted"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("state_changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("file", models.FileField(blank=True, max_length=120, upload_to=transfer.models.export_path)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("downloads", models.PositiveIntegerField(default=0)),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[("organisations", "Organisations"), ("needs", "Needs"), ("offers", "Offers")],
                        max_length=15,
                        verbose_name="What does the file hold?",
                    ),
                ),
                ("original_name", models.CharField(max_length=200)),
                ("file", models.FileField(blank=True, max_length=120, upload_to=transfer.models.import_path)),
                (
                    "file_format",
                    models.CharField(
                        choices=[("csv", "CSV for Excel (semicolon)"), ("xlsx", "Excel workbook (XLSX)")], max_length=4
                    ),
                ),
                ("encoding", models.CharField(blank=True, max_length=12)),
                ("delimiter", models.CharField(blank=True, max_length=1)),
                ("headers", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=list)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("both", "Create new entries and update existing ones"),
                            ("skip", "Create new entries, leave existing ones as they are"),
                            ("create", "Only create; an entry that exists already counts as an error"),
                            ("update", "Only update; an entry that is missing counts as an error"),
                        ],
                        default="both",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=40)),
                ("erases", models.BooleanField(default=False)),
                ("changes_verified", models.BooleanField(default=False)),
                ("leaves_out_likely", models.BooleanField(default=False)),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("pending", "They still have to be checked"),
                            ("verified", "The hub knows them, they count as verified"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("defaults", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Columns to be assigned"),
                            ("to_check", "Check begins in a moment"),
                            ("checking", "Being checked"),
                            ("checked", "Checked, not imported yet"),
                            ("to_import", "Import begins in a moment"),
                            ("importing", "Being imported"),
                            ("done", "Imported"),
                            ("to_undo", "Taking back begins in a moment"),
                            ("undoing", "Being taken back"),
                            ("undone", "Taken back"),
                            ("failed", "Interrupted"),
                            ("discarded", "Discarded"),
                        ],
                        default="uploaded",
                        max_length=12,
                    ),
                ),
                ("state_changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("created_count", models.PositiveIntegerField(default=0)),
                ("updated_count", models.PositiveIntegerField(default=0)),
                ("skipped_count", models.PositiveIntegerField(default=0)),
                ("failed_count", models.PositiveIntegerField(default=0)),
                ("likely_count", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ExternalKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("foreign_id", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_keys",
                        to="companies.need",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_keys",
                        to="startups.offer",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_keys",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "Number in the other system",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("source", "foreign_id"),
                        name="externalkey_one_organisation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("need__isnull", False)),
                        fields=("source", "foreign_id"),
                        name="externalkey_one_need",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("offer__isnull", False)),
                        fields=("source", "foreign_id"),
                        name="externalkey_one_offer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("need__isnull", True), ("offer__isnull", True), ("organisation__isnull", False)),
                            models.Q(("need__isnull", False), ("offer__isnull", True), ("organisation__isnull", True)),
                            models.Q(("need__isnull", True), ("offer__isnull", False), ("organisation__isnull", True)),
                            _connector="OR",
                        ),
                        name="externalkey_of_one_entry",
                        violation_error_message="A foreign number belongs to one entry.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.PositiveIntegerField()),
                ("changes", models.JSONField(default=list)),
                ("created", models.JSONField(default=list)),
                ("relations", models.JSONField(default=list)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="transfer.importjob"
                    ),
                ),
            ],
            options={
                "ordering": ["first"],
                "constraints": [models.UniqueConstraint(fields=("job", "first"), name="importchunk_once_per_row")],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_check", models.BooleanField()),
                ("line", models.PositiveIntegerField(verbose_name="Line")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "created"),
                            ("updated", "updated"),
                            ("skipped", "left as it is"),
                            ("failed", "error"),
                        ],
                        max_length=8,
                        verbose_name="Outcome",
                    ),
                ),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                ("label", models.CharField(blank=True, max_length=200)),
                ("messages", models.JSONField(default=list)),
                ("likely_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="transfer.importjob"
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "is_check", "line"), name="importline_once_per_line")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[("organisations", "Organisations"), ("needs", "Needs"), ("offers", "Offers")],
                        max_length=15,
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("columns", models.JSONField()),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("subject", "name"), name="savedmapping_unique_name")],
            },
        ),
    ]
