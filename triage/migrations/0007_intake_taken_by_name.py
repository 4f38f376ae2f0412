from django.db import migrations, models

from triage.models.protection import Install, Remove


class Migration(migrations.Migration):
    dependencies = [("triage", "0006_handout_release")]

    operations = [
        Remove(),
        migrations.AddField(
            model_name="intake",
            name="taken_by_name",
            field=models.CharField(
                blank=True,
                default="",
                help_text=(
                    "Who held the talk, where somebody else enters it afterwards."
                ),
                max_length=120,
                verbose_name="taken on paper by",
            ),
            preserve_default=False,
        ),
        Install(),
    ]
