import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0016_groups"),
        ("evidence", "0007_populations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
            ],
            options={
                "verbose_name": "item on hold",
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("system", "Everything of this system"),
                            ("duty", "The evidence of one duty"),
                            ("engagement", "The evidence and the packs of one audit"),
                            ("items", "Chosen evidence"),
                        ],
                        max_length=16,
                    ),
                ),
                ("matter", models.CharField(max_length=80)),
                ("reason", models.TextField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "legal hold",
                "ordering": ("-placed_at",),
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "id",
                    models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "record_class",
                    models.CharField(
                        choices=[
                            ("uploaded", "Evidence that people handed in"),
                            ("collected", "Evidence collected from AWS"),
                            ("training", "Training records"),
                            ("memo", "Review memos of AWS’s documents"),
                            ("pack", "Evidence packs"),
                            ("report", "Reports"),
                        ],
                        max_length=16,
                    ),
                ),
                ("keep", models.CharField(max_length=16)),
                ("basis", models.CharField(help_text="The law, contract or policy that says so.", max_length=200)),
            ],
            options={
                "verbose_name": "retention rule",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="item",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="erased_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="erased_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("retention-over", "It was kept for as long as it had to be"),
                    ("data-subject", "A person asked for the erasure of data about them"),
                ],
                editable=False,
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="pack",
            name="erased_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="erased_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("retention-over", "It was kept for as long as it had to be"),
                    ("data-subject", "A person asked for the erasure of data about them"),
                ],
                editable=False,
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="erased_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="erased_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("retention-over", "It was kept for as long as it had to be"),
                    ("data-subject", "A person asked for the erasure of data about them"),
                ],
                editable=False,
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at", None), ("erased_by", None), ("erased_for", "")),
                    models.Q(
                        ("erased_at__isnull", False),
                        ("erased_by__isnull", False),
                        models.Q(("erased_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="item_is_erased_by_somebody_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at", None), ("erased_by", None), ("erased_for", "")),
                    models.Q(
                        ("erased_at__isnull", False),
                        ("erased_by__isnull", False),
                        models.Q(("erased_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pack_is_erased_by_somebody_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at", None), ("erased_by", None), ("erased_for", "")),
                    models.Q(
                        ("erased_at__isnull", False),
                        ("erased_by__isnull", False),
                        models.Q(("erased_for", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_is_erased_by_somebody_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="helditem",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="held", to="evidence.item"
            ),
        ),
        migrations.AddField(
            model_name="helditem",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="compliance.system"
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="duty",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="compliance.duty",
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="engagement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="compliance.engagement",
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="items",
            field=models.ManyToManyField(related_name="+", through="evidence.HeldItem", to="evidence.item"),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="placed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="legal_holds", to="compliance.system"
            ),
        ),
        migrations.AddField(
            model_name="helditem",
            name="hold",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="held", to="evidence.legalhold"
            ),
        ),
        migrations.AddField(
            model_name="retentionrule",
            name="system",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retention_rules",
                to="compliance.system",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("duty__isnull", False), ("reach", "duty")),
                    models.Q(models.Q(("reach", "duty"), _negated=True), ("duty__isnull", True)),
                    _connector="OR",
                ),
                name="a_hold_on_a_duty_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("engagement__isnull", False), ("reach", "engagement")),
                    models.Q(models.Q(("reach", "engagement"), _negated=True), ("engagement__isnull", True)),
                    _connector="OR",
                ),
                name="a_hold_on_an_audit_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_hold_is_lifted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="helditem",
            constraint=models.UniqueConstraint(fields=("hold", "item"), name="a_hold_names_an_item_once"),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="evidence_retentionrule_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_at", None), ("superseded_at__gte", models.F("recorded_at")), _connector="OR"
                ),
                name="evidence_retentionrule_superseded_after_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None), ("valid_until", None)),
                fields=("system", "record_class"),
                name="one_retention_rule_per_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None), ("system", None), ("valid_until", None)),
                fields=("record_class",),
                name="one_retention_rule_for_all",
            ),
        ),
    ]
