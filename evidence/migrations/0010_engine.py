import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count_what_came_of_each_job(apps, schema_editor):
    answers = apps.get_model("evidence", "Observation").objects.filter(job=OuterRef("pk")).order_by().values("job")

    def number(rows):
        return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)

    jobs = apps.get_model("evidence", "Job").objects.filter(kind="cell")
    jobs.update(answers=number(answers), blind=number(answers.filter(outcome="error")))


def recorded_when_observed(apps, schema_editor):
    apps.get_model("evidence", "Observation").objects.update(recorded_at=F("observed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0009_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Canary",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField()),
                ("consumed_at", models.DateTimeField()),
                ("worker", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "canary",
                "verbose_name_plural": "canaries",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_canary")],
            },
        ),
        migrations.AddField(
            model_name="run",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="cancelled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="slot",
            field=models.DateTimeField(
                blank=True, help_text="The minute whose tick started it; by hand: none.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("system", "slot"), name="one_run_per_slot"),
        ),
        migrations.AddField(
            model_name="job",
            name="worker",
            field=models.CharField(blank=True, help_text="Who has it, or had it last.", max_length=64),
        ),
        migrations.AddField(
            model_name="job",
            name="calls",
            field=models.PositiveIntegerField(default=0, help_text="Requests that it made of AWS."),
        ),
        migrations.AddField(
            model_name="job",
            name="answers",
            field=models.PositiveIntegerField(default=0, help_text="Answers of its checks."),
        ),
        migrations.AddField(
            model_name="job",
            name="blind",
            field=models.PositiveIntegerField(default=0, help_text="Those of them that could not be had."),
        ),
        migrations.RunPython(count_what_came_of_each_job, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="job", name="evidence_jo_state_9c304b_idx"),
        migrations.RenameIndex(model_name="job", new_name="job_under_lease", old_name="evidence_jo_state_9a54cd_idx"),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state", "next_attempt_at", "id"], name="job_waiting"),
        ),
        migrations.AddIndex(model_name="job", index=models.Index(fields=["lost", "state"], name="job_suspect")),
        migrations.AddIndex(model_name="job", index=models.Index(fields=["run", "state"], name="job_of_run")),
        migrations.AddIndex(
            model_name="job", index=models.Index(fields=["system", "kind", "finished_at"], name="job_latest")
        ),
        migrations.AlterField(
            model_name="job",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="jobs",
                to="evidence.run",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="superseded_at",
            field=models.DateTimeField(blank=True, help_text="When a changed check judged it anew.", null=True),
        ),
        migrations.AddField(model_name="observation", name="recorded_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(recorded_when_observed, migrations.RunPython.noop),
        migrations.AlterField(model_name="observation", name="recorded_at", field=models.DateTimeField()),
    ]
