import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0010_engine"),
        ("frameworks", "0002_official_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="kind",
            field=models.CharField(
                choices=[
                    ("collected", "Collected from AWS"),
                    ("uploaded", "Uploaded by a person"),
                    ("training", "A person’s passed quiz"),
                    ("memo", "A review memo of a document of AWS’s"),
                    ("text", "Written by a person"),
                    ("link", "A link that a person gave"),
                    ("imported", "Findings of another tool"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="observation",
            name="account",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AlterField(
            model_name="observation",
            name="check_key",
            field=models.CharField(max_length=110),
        ),
        migrations.AlterField(
            model_name="observation",
            name="region",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name="observation",
            name="resource",
            field=models.CharField(blank=True, max_length=1024),
        ),
        migrations.AlterField(
            model_name="observation",
            name="run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="evidence.run"
            ),
        ),
        migrations.CreateModel(
            name="CheckMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("check_key", models.CharField(max_length=110)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(null=True)),
                ("controls", models.ManyToManyField(related_name="+", to="frameworks.control")),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="frameworks.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "mapping of a check",
                "verbose_name_plural": "mappings of checks",
                "ordering": ("check_key",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("check_key",),
                        name="one_current_mapping_per_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("format", models.CharField(max_length=24)),
                ("tool", models.CharField(max_length=40)),
                ("tool_version", models.CharField(blank=True, max_length=40)),
                ("account", models.CharField(blank=True, max_length=12)),
                ("region", models.CharField(blank=True, max_length=32)),
                (
                    "as_of",
                    models.DateTimeField(
                        help_text="Of which instant they are, where the file does not say.", null=True
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("elsewhere_count", models.PositiveIntegerField(default=0)),
                ("unread_count", models.PositiveIntegerField(default=0)),
                ("elsewhere", models.JSONField(default=list)),
                ("unread", models.JSONField(default=list)),
                ("titles", models.JSONField(default=dict)),
                (
                    "item",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported",
                        to="evidence.item",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.job"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="compliance.system"
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ("-requested_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("read_at", None), ("item__isnull", False), _connector="OR"),
                        name="what_was_read_is_sealed",
                    )
                ],
            },
        ),
    ]
