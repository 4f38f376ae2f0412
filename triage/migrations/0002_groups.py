from django.contrib.auth.management import create_permissions
from django.db import migrations

EVERYBODY = [
    "view_patient",
    "add_patient",
    "change_patient",
    "view_intake",
    "add_intake",
    "change_intake",
    "view_outcome",
    "add_retraction",
    "view_referral",
    "view_handoutissued",
    "add_handoutissued",
    "add_teachback",
    "view_followup",
    "change_followup",
    "add_followupcall",
    "view_release",
]
CLINICIANS = [
    "add_override",
    "add_referral",
    "change_referral",
    "view_letter",
    "add_letter",
    "view_review",
    "add_review",
    "add_duty",
]
MANAGERS = [
    "view_auditentry",
    "view_review",
    "view_signoff",
    "add_signoff",
    "view_user",
    "add_user",
    "change_user",
    "view_clinic",
    "change_clinic",
    *(
        f"{verb}_{noun}"
        for noun in ("openinghours", "closure", "receiver", "duty")
        for verb in ("view", "add", "change", "delete")
    ),
    *(
        f"view_{noun}"
        for noun in (
            "answer",
            "raisedflag",
            "override",
            "retraction",
            "referralevent",
            "letter",
            "teachback",
            "followupcall",
            "patienttoken",
        )
    ),
]
GROUPS = {
    "Staff": EVERYBODY,
    "Clinician": EVERYBODY + CLINICIANS,
    "Manager": EVERYBODY + MANAGERS,
}


def make_groups(apps, schema_editor):
    # Permissions come after the last migration; here they are needed before it.
    config = apps.get_app_config("triage")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None

    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="triage"
    )
    for name, codenames in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        found = list(permissions.filter(codename__in=codenames))
        if len(found) != len(set(codenames)):
            missing = set(codenames) - {permission.codename for permission in found}
            raise ValueError(f"No such permission: {sorted(missing)}")
        group.permissions.set(found)


class Migration(migrations.Migration):
    dependencies = [
        ("triage", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
