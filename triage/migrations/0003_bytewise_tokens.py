from django.db import migrations


def compare_tokens_bytewise(apps, schema_editor):
    """Let a range over tokens mean the same on PostgreSQL as on SQLite, by index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE triage_patienttoken "
            'ALTER COLUMN token TYPE varchar(80) COLLATE "C"'
        )


class Migration(migrations.Migration):
    dependencies = [("triage", "0002_groups")]

    operations = [
        migrations.RunPython(compare_tokens_bytewise, migrations.RunPython.noop)
    ]
