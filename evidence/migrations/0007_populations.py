import django.db.models.deletion
import frameworks.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("evidence", "0006_a_pack_is_of_one_edition"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("compliance", "0015_findings"),
        ("frameworks", "0002_official_text"),
    ]

    operations = [
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('origin', models.CharField(max_length=120)),
                ('query', models.TextField()),
                ('filters', models.TextField(blank=True)),
                ('count', models.PositiveIntegerField()),
                ('extracted_at', models.DateTimeField()),
                ('extracted_by', models.CharField(max_length=120)),
                ('header', models.JSONField(default=list)),
                ('key_column', models.CharField(blank=True, max_length=120)),
                ('entered_at', models.DateTimeField()),
                ('control', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.control')),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='populations', to='compliance.engagement')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='population', to='evidence.item')),
                ('requirement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='frameworks.requirement')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='populations', to='compliance.system')),
            ],
            options={
                'verbose_name': 'population',
                'ordering': ('-entered_at',),
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('seed', models.CharField(max_length=64)),
                ('size', models.PositiveSmallIntegerField()),
                ('method', models.PositiveSmallIntegerField()),
                ('rows', models.JSONField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('population', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='evidence.population')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='compliance.system')),
            ],
            options={
                'verbose_name': 'sample',
                'ordering': ('number',),
            },
        ),
        migrations.AddConstraint(
            model_name='population',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='a_population_is_of_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='population',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', None), ('key_column', '')), models.Q(('item__isnull', False), models.Q(('key_column', ''), _negated=True)), _connector='OR'), name='a_populations_file_has_a_key_column'),
        ),
        migrations.AddConstraint(
            model_name='population',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('query', ''), _negated=True), models.Q(('extracted_by', ''), _negated=True)), name='a_population_says_how_it_was_extracted'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(fields=('population', 'number'), name='one_sample_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(fields=('population', 'seed'), name='one_sample_per_seed'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1), models.Q(('seed', ''), _negated=True)), name='a_sample_has_a_seed_and_a_row'),
        ),
    ]
