import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frameworks.ids


class Migration(migrations.Migration):
    dependencies = [("compliance", "0007_decisions")]

    operations = [
        migrations.CreateModel(
            name="AssignmentRule",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("id", models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("theme", models.SlugField(blank=True, max_length=80)),
                ("control", models.SlugField(blank=True, max_length=80)),
                ("due_in_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("reviewer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("system", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignment_rules", to="compliance.system")),
            ],
            options={
                "verbose_name": "assignment rule",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"), name="compliance_assignmentrule_ends_after_it_starts"),
                    models.CheckConstraint(condition=models.Q(("superseded_at", None), ("superseded_at__gte", models.F("recorded_at")), _connector="OR"), name="compliance_assignmentrule_superseded_after_recorded"),
                    models.CheckConstraint(condition=models.Q(("owner", models.F("reviewer")), _negated=True), name="a_rules_owner_is_not_its_reviewer"),
                    models.CheckConstraint(condition=models.Q(models.Q(("theme", ""), models.Q(("control", ""), _negated=True)), models.Q(models.Q(("theme", ""), _negated=True), ("control", "")), _connector="OR"), name="a_rule_is_for_a_theme_or_a_control"),
                    models.UniqueConstraint(condition=models.Q(("superseded_at", None), ("valid_until", None)), fields=("system", "theme", "control"), name="one_present_rule_per_theme_or_control"),
                ],
            },
        ),
    ]
