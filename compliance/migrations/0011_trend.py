import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0010_notice_settings_and_webhooks"), ("frameworks", "0002_official_text")]

    operations = [
        migrations.AddField(
            model_name="system",
            name="recorded_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="StandingDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("classes", models.JSONField()),
                ("supports", models.JSONField()),
                ("standings", models.JSONField()),
                ("first_fall", models.JSONField(null=True)),
                ("facts", models.CharField(max_length=64)),
                ("catalogue", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="frameworks.edition"
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_days",
                        to="compliance.system",
                    ),
                ),
            ],
            options={
                "verbose_name": "day’s standing",
                "verbose_name_plural": "days’ standings",
                "ordering": ("day",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("system", "edition", "day"), name="one_standing_per_edition_and_day"
                    )
                ],
            },
        ),
    ]
