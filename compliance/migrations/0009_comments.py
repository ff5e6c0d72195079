import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frameworks.ids


class Migration(migrations.Migration):
    dependencies = [("compliance", "0008_assignment_rules")]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=frameworks.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("kind", models.SlugField(max_length=20)),
                ("subject", models.UUIDField()),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="comments", to=settings.AUTH_USER_MODEL)),
                ("mentions", models.ManyToManyField(blank=True, related_name="mentioned_in", to=settings.AUTH_USER_MODEL)),
                ("system", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="compliance.system")),
            ],
            options={
                "verbose_name": "comment",
                "ordering": ("written_at", "id"),
                "indexes": [models.Index(fields=["system", "kind", "subject", "written_at"], name="comments_of_a_thread")],
            },
        ),
    ]
