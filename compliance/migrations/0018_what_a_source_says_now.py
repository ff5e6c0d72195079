from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0017_service_proposals")]

    operations = [
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("superseded_at", None)),
                fields=["system", "source"],
                name="what_a_source_says_now",
            ),
        ),
    ]
