from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0012_audited_editions")]

    operations = [
        migrations.RemoveField(model_name="engagement", name="edition"),
        migrations.AddField(
            model_name='engagement',
            name='editions',
            field=models.ManyToManyField(related_name='+', through='compliance.AuditedEdition', to='frameworks.edition'),
        ),
        migrations.AddField(
            model_name="engagement",
            name="expected_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="duty",
            name="needs_two",
            field=models.BooleanField(default=False, help_text="Two people have to accept its evidence."),
        ),
    ]
