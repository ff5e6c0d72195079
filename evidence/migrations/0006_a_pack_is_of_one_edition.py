import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_requests_and_reviews")]

    operations = [
        migrations.AlterField(
            model_name="pack",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="frameworks.edition"
            ),
        ),
    ]
