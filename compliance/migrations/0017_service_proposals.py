import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frameworks.ids


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0016_groups"),
        ("frameworks", "0002_official_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceSighting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("region", models.CharField(max_length=32)),
                ("ref", models.UUIDField(blank=True, null=True)),
                ("seen_in", models.UUIDField(blank=True, null=True)),
                ("missed_in", models.UUIDField(blank=True, null=True)),
                ("first_seen_at", models.DateTimeField(blank=True, null=True)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("misses", models.PositiveIntegerField(default=0)),
                ("dismissed_at", models.DateTimeField(blank=True, null=True)),
                ("dismissed_because", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to="compliance.account",
                    ),
                ),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="frameworks.service"
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to="compliance.system",
                    ),
                ),
            ],
            options={
                "verbose_name": "service sighting",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "service", "region"), name="one_sighting_per_place")
                ],
            },
        ),
    ]
