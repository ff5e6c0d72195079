import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models

ROLES = [("officer", "Compliance officer"), ("owner", "Control owner"), ("reviewer", "Reviewer")]


class Migration(migrations.Migration):
    dependencies = [("compliance", "0015_findings")]

    operations = [
        migrations.CreateModel(
            name="PeopleGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
            ],
            options={"verbose_name": "group", "verbose_name_plural": "groups", "ordering": ("name",)},
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("joined_at", models.DateTimeField(editable=False)),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="compliance.peoplegroup",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_members",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a group",
                "verbose_name_plural": "members of groups",
                "ordering": ("group__name", "user__name", "joined_at"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)), fields=("group", "user"), name="in_a_group_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_at", None), ("left_at__gte", models.F("joined_at")), _connector="OR"),
                        name="leaves_a_group_after_joining",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupGrant",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("role", models.CharField(choices=ROLES, max_length=16)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="compliance.peoplegroup",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="group_grants",
                        to="compliance.system",
                    ),
                ),
            ],
            options={
                "verbose_name": "role of a group",
                "verbose_name_plural": "roles of groups",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="compliance_groupgrant_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_at", None), ("superseded_at__gte", models.F("recorded_at")), _connector="OR"
                        ),
                        name="compliance_groupgrant_superseded_after_recorded",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None), ("valid_until", None)),
                        fields=("system", "group", "role"),
                        name="one_open_grant_per_group_and_role",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="membership",
            name="through",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="compliance.peoplegroup",
            ),
        ),
        migrations.RemoveConstraint(model_name="membership", name="one_open_membership_per_role"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None), ("through", None), ("valid_until", None)),
                fields=("system", "user", "role"),
                name="one_open_membership_per_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None), ("valid_until", None)),
                fields=("system", "user", "role", "through"),
                name="one_open_membership_per_group",
            ),
        ),
    ]
