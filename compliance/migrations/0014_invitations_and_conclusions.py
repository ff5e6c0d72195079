import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0013_an_audit_examines_editions"),
        ("frameworks", "0002_official_text"),
    ]

    operations = [
        migrations.AddField(
            model_name='engagement',
            name='shared_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('in-place', 'in-place'), ('in-place-with-ccw', 'in-place-with-ccw'), ('not-in-place', 'not-in-place'), ('no-exception', 'no-exception'), ('exception', 'exception'), ('not-applicable', 'not-applicable'), ('not-tested', 'not-tested')], max_length=32)),
                ('note', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conclusions', to='compliance.engagement')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.requirement')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.system')),
            ],
            options={
                'verbose_name': 'conclusion',
                'ordering': ('-recorded_at',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('engagement', 'requirement'), name='one_conclusion_per_requirement')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('mail', models.EmailField(max_length=254, verbose_name='mail address')),
                ('until', models.DateField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=80)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='compliance.engagement')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='compliance.system')),
            ],
            options={
                'verbose_name': 'invitation',
                'ordering': ('-invited_at',),
                'indexes': [models.Index(condition=models.Q(('accepted_at', None), ('sent_at', None), ('withdrawn_at', None)), fields=['due_at'], name='invitations_to_be_sent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('engagement', 'mail'), name='one_open_invitation_per_mail'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), ('withdrawn_at', None)), _connector='OR'), name='an_invitation_is_accepted_by_somebody')],
            },
        ),
    ]
