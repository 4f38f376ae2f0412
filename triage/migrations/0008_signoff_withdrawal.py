import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from triage.models.protection import Install, Remove

PERMISSIONS = ["view_signoffwithdrawal", "add_signoffwithdrawal"]


def let_managers_withdraw(apps, schema_editor):
    # Permissions come after the last migration; here they are needed before it.
    config = apps.get_app_config("triage")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None

    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="triage", codename__in=PERMISSIONS
    )
    managers = apps.get_model("auth", "Group").objects.get(name="Manager")
    managers.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("triage", "0007_intake_taken_by_name")]

    operations = [
        Remove(),
        migrations.CreateModel(
            name="SignoffWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
                (
                    "signoff",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="triage.signoff",
                        verbose_name="sign-off",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of a sign-off",
                "verbose_name_plural": "withdrawals of sign-offs",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        name="signoff_withdrawal_says_why",
                        condition=GreaterThanOrEqual(Length("reason"), 20),
                    )
                ],
            },
        ),
        migrations.RunPython(let_managers_withdraw, migrations.RunPython.noop),
        Install(),
    ]
