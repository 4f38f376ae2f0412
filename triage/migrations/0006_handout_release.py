from django.db import migrations, models

from triage.models.protection import Install, Remove


class Migration(migrations.Migration):
    dependencies = [("triage", "0005_protection")]

    operations = [
        Remove(),
        migrations.AddIndex(
            model_name="handoutissued",
            index=models.Index(fields=["release", "-id"], name="handout_release"),
        ),
        Install(),
    ]
