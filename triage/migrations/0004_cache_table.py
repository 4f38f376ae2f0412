from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    """Make the table of the database cache, so that `migrate` is all it takes."""
    call_command(
        "createcachetable", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    dependencies = [("triage", "0003_bytewise_tokens")]

    operations = [migrations.RunPython(create_cache_table, migrations.RunPython.noop)]
