import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frameworks.ids


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0017_service_proposals"),
        ("evidence", "0011_findings_of_tools"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: list[migrations.operations.base.Operation] = [
        migrations.AddField(
            model_name="pack",
            name="bytes_to_pack",
            field=models.PositiveBigIntegerField(help_text="Known once its files are.", null=True),
        ),
        migrations.AddField(
            model_name="pack",
            name="left_out",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="pack",
            name="packed_bytes",
            field=models.PositiveBigIntegerField(default=0, help_text="How far the zip is, while it is written."),
        ),
        migrations.AddField(
            model_name="pack",
            name="redacted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="pack",
            name="refs",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="PackLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("begin_by", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("finish_by", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="evidence.pack"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="compliance.system"
                    ),
                ),
            ],
            options={
                "verbose_name": "link to a pack",
                "verbose_name_plural": "links to packs",
                "ordering": ("-made_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begun_at", None), ("ended_at", None), ("finish_by", None)),
                            models.Q(("begun_at__isnull", False), ("finish_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_link_is_begun_before_it_is_used",
                    )
                ],
            },
        ),
    ]
