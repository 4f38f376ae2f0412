from django.db import migrations

from triage.models.protection import Install


class Migration(migrations.Migration):
    dependencies = [("triage", "0004_cache_table")]

    operations = [Install()]
