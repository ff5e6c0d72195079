import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0008_retention")]

    operations = [
        migrations.AddField(model_name="connection", name="tried", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="connection", name="tried_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="connection", name="principal", field=models.CharField(blank=True, max_length=300)
        ),
        migrations.AddField(
            model_name="connection", name="principal_code", field=models.CharField(blank=True, max_length=80)
        ),
        migrations.AddField(model_name="connection", name="every_region", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="connection", name="enabled", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="connection", name="enabled_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="connection",
            name="job",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.job",
            ),
        ),
    ]
