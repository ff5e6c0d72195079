import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models


def name_each_packs_edition(apps, schema_editor):
    """Each audit examined one edition until now."""
    AuditedEdition = apps.get_model("compliance", "AuditedEdition")
    for pack in apps.get_model("evidence", "Pack").objects.filter(edition=None):
        pack.edition_id = AuditedEdition.objects.get(engagement_id=pack.engagement_id).edition_id
        pack.save(update_fields=["edition"])


def keep_what_each_reviewer_said(apps, schema_editor):
    Review = apps.get_model("evidence", "Review")
    for use in apps.get_model("evidence", "ItemUse").objects.exclude(reviewed_by=None):
        Review.objects.create(
            system_id=use.system_id,
            use=use,
            reviewer_id=use.reviewed_by_id,
            submitter_id=use.submitted_by_id,
            accepts=use.state == "accepted",
            comment=use.comment,
            said_at=use.reviewed_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("compliance", "0013_an_audit_examines_editions"),
        ('evidence', '0004_memos'),
        ('frameworks', '0002_official_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(choices=[('officer', 'A compliance officer'), ('cadence', 'The control’s cadence'), ('auditor', 'An auditor')], max_length=16)),
                ('reference', models.CharField(blank=True, help_text='The auditor’s own number of it.', max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('asks', models.TextField(blank=True)),
                ('first_day', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField()),
                ('needs_two', models.BooleanField(default=False)),
                ('raised_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'request',
                'ordering': ('due_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('accepts', models.BooleanField()),
                ('comment', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'review',
                'ordering': ('said_at',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='itemuse',
            name='item_used_once_per_duty',
        ),
        migrations.AddField(
            model_name='item',
            name='replaces',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='evidence.item'),
        ),
        migrations.AddField(
            model_name='itemuse',
            name='needs_two',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='pack',
            name='edition',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.edition'),
        ),
        migrations.AlterField(
            model_name='item',
            name='kind',
            field=models.CharField(choices=[('collected', 'Collected from AWS'), ('uploaded', 'Uploaded by a person'), ('training', 'A person’s passed quiz'), ('memo', 'A review memo of a document of AWS’s'), ('text', 'Written by a person'), ('link', 'A link that a person gave')], max_length=16),
        ),
        migrations.AlterField(
            model_name='itemuse',
            name='duty',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='item_uses', to='compliance.duty'),
        ),
        migrations.AddField(
            model_name='request',
            name='duty',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='compliance.duty'),
        ),
        migrations.AddField(
            model_name='request',
            name='engagement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='compliance.engagement'),
        ),
        migrations.AddField(
            model_name='request',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='request',
            name='raised_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='request',
            name='requirement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.requirement'),
        ),
        migrations.AddField(
            model_name='request',
            name='system',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='compliance.system'),
        ),
        migrations.AddField(
            model_name='request',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='itemuse',
            name='request',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='evidence.request'),
        ),
        migrations.AddConstraint(
            model_name='itemuse',
            constraint=models.UniqueConstraint(condition=models.Q(('request', None)), fields=('item', 'duty'), name='item_used_once_per_duty'),
        ),
        migrations.AddConstraint(
            model_name='itemuse',
            constraint=models.UniqueConstraint(fields=('item', 'request'), name='item_used_once_per_request'),
        ),
        migrations.AddConstraint(
            model_name='itemuse',
            constraint=models.CheckConstraint(condition=models.Q(('duty__isnull', False), ('request__isnull', False), _connector='OR'), name='a_use_is_for_something'),
        ),
        migrations.AddField(
            model_name='review',
            name='reviewer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='submitter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='system',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='compliance.system'),
        ),
        migrations.AddField(
            model_name='review',
            name='use',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='evidence.itemuse'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['system', 'due_on'], name='requests_by_due_day'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_day', None), ('last_day', None)), ('last_day__gte', models.F('first_day')), _connector='OR'), name='a_request_asks_for_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'cadence'), _negated=True), models.Q(('duty__isnull', False), ('engagement__isnull', False), ('first_day__isnull', False)), _connector='OR'), name='an_occurrence_has_its_days'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'auditor'), _negated=True), ('engagement__isnull', False), _connector='OR'), name='an_auditor_asks_in_an_audit'),
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(condition=models.Q(('origin', 'cadence')), fields=('engagement', 'duty', 'first_day', 'last_day'), name='one_request_per_occurrence'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('use', 'reviewer'), name='one_review_per_person'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer', models.F('submitter')), _negated=True), name='submitter_is_no_reviewer'),
        ),
        migrations.RunPython(keep_what_each_reviewer_said, migrations.RunPython.noop),
        migrations.RunPython(name_each_packs_edition, migrations.RunPython.noop),
    ]
