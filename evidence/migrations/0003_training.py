import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frameworks.ids


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_reports"),
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
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "training")),
                fields=("system", "source"),
                name="an_attempt_is_handed_in_once_per_system",
            ),
        ),
        migrations.CreateModel(
            name="TrainingAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("questions", models.CharField(max_length=64)),
                ("asked", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("begun_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("correct", models.PositiveSmallIntegerField(null=True)),
                ("passed", models.BooleanField(default=False)),
                ("holds_for", models.CharField(max_length=16)),
                ("record", models.TextField(blank=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt at the quiz",
                "verbose_name_plural": "attempts at the quiz",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("person", "questions"),
                        name="one_open_attempt_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correct", None), ("finished_at", None), ("passed", False), ("record", "")),
                            models.Q(
                                ("correct__isnull", False),
                                ("finished_at__isnull", False),
                                models.Q(("record", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_finished_attempt_has_a_result",
                    ),
                ],
            },
        ),
    ]
