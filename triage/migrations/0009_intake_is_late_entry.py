from django.db import migrations, models
from django.db.models import F

from triage.models.protection import Install, Remove


def know_late_entries(apps, schema_editor):
    """Until now the times told: a talk before its entry, unless answers came along."""
    intakes = apps.get_model("triage", "Intake").objects.using(
        schema_editor.connection.alias
    )
    intakes.filter(corrects=None, took_place_at__lt=F("started_at")).exclude(
        answers__source="carried"
    ).update(is_late_entry=True)


class Migration(migrations.Migration):
    dependencies = [("triage", "0008_signoff_withdrawal")]

    operations = [
        Remove(),
        migrations.AddField(
            model_name="intake",
            name="is_late_entry",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text=(
                    "Its time was given by hand when it was opened, as from a paper."
                ),
                verbose_name="entered after the visit",
            ),
        ),
        migrations.RunPython(know_late_entries, migrations.RunPython.noop),
        Install(),
    ]
