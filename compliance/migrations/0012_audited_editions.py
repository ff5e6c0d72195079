import django.db.models.deletion
import frameworks.ids
from django.db import migrations, models


def keep_what_each_audit_examined(apps, schema_editor):
    AuditedEdition = apps.get_model("compliance", "AuditedEdition")
    for engagement in apps.get_model("compliance", "Engagement").objects.all():
        AuditedEdition.objects.create(
            system_id=engagement.system_id, engagement=engagement, edition_id=engagement.edition_id
        )


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0011_trend'),
        ('frameworks', '0002_official_text'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditedEdition',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('assessment', models.SlugField(blank=True, max_length=40)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.edition')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audited', to='compliance.engagement')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.system')),
            ],
            options={
                'verbose_name': 'audited edition',
                'ordering': ('edition__key',),
            },
        ),
        migrations.AddConstraint(
            model_name='auditededition',
            constraint=models.UniqueConstraint(fields=('engagement', 'edition'), name='an_audit_examines_it_once'),
        ),
        migrations.RunPython(keep_what_each_audit_examined, migrations.RunPython.noop),
    ]
