import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("compliance", "0014_invitations_and_conclusions"),
        ("frameworks", "0002_official_text"),
    ]

    operations = [
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('severity', models.CharField(choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low'), ('remark', 'Remark')], max_length=8)),
                ('title', models.CharField(max_length=160)),
                ('found', models.TextField()),
                ('first_day', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField(blank=True, null=True)),
                ('is_auditors', models.BooleanField()),
                ('raised_at', models.DateTimeField()),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='compliance.engagement')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.requirement')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='compliance.system')),
            ],
            options={
                'verbose_name': 'finding',
                'ordering': ('-raised_at', '-number'),
            },
        ),
        migrations.CreateModel(
            name='FindingStep',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('response', 'Management’s response'), ('action', 'Corrective action'), ('done', 'Action done'), ('retest', 'Retest'), ('closed', 'Closed'), ('reopened', 'Reopened')], max_length=8)),
                ('text', models.TextField()),
                ('agrees', models.BooleanField(blank=True, null=True)),
                ('passed', models.BooleanField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='compliance.finding')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.system')),
            ],
            options={
                'verbose_name': 'step of a finding',
                'verbose_name_plural': 'steps of findings',
                'ordering': ('number',),
            },
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('engagement', 'number'), name='one_finding_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_day', None), ('last_day', None)), models.Q(('first_day__isnull', False), ('last_day__gte', models.F('first_day')), ('last_day__isnull', False)), _connector='OR'), name='a_finding_is_about_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='findingstep',
            constraint=models.UniqueConstraint(fields=('finding', 'number'), name='one_step_after_the_other'),
        ),
        migrations.AddConstraint(
            model_name='findingstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agrees__isnull', False), ('kind', 'response')), models.Q(models.Q(('kind', 'response'), _negated=True), ('agrees', None)), _connector='OR'), name='a_response_agrees_or_does_not'),
        ),
        migrations.AddConstraint(
            model_name='findingstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', False), ('kind', 'action')), models.Q(models.Q(('kind', 'action'), _negated=True), ('due_on', None)), _connector='OR'), name='an_action_is_due_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='findingstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'retest'), ('passed__isnull', False)), models.Q(models.Q(('kind', 'retest'), _negated=True), ('passed', None)), _connector='OR'), name='a_retest_passes_or_does_not'),
        ),
        migrations.AddConstraint(
            model_name='findingstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('action', 'retest')), ('owner__isnull', False)), models.Q(models.Q(('kind__in', ('action', 'retest')), _negated=True), ('owner', None)), _connector='OR'), name='an_action_has_an_owner'),
        ),
        migrations.AddConstraint(
            model_name='findingstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'retest'), _negated=True), models.Q(('owner', models.F('by')), _negated=True), _connector='OR'), name='nobody_retests_their_own_action'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('lapse', 'AWS’s part will lose its support'), ('decision', 'A decision will end'), ('overdue', 'A duty of yours is overdue'), ('asked-overdue', 'Evidence asked of you is overdue'), ('action-overdue', 'A corrective action of yours is overdue'), ('due', 'A duty of yours is due soon'), ('asked-due', 'Evidence asked of you is due soon'), ('action-due', 'A corrective action of yours is due soon'), ('asked', 'Evidence was asked of you'), ('returned', 'Your evidence was returned'), ('review', 'Evidence waits for your review'), ('answered', 'What you asked for was answered and accepted'), ('approval', 'A decision waits for your approval'), ('mentioned', 'Somebody mentions you in a comment'), ('finding', 'A finding of an audit waits for a response'), ('assigned', 'A duty was given to you'), ('action', 'A corrective action was given to you'), ('escalated', 'A duty of somebody else has long been overdue'), ('asked-escalated', 'Evidence asked of somebody else has long been overdue'), ('webhook', 'A webhook was switched off because it keeps failing')], max_length=16),
        ),
    ]
