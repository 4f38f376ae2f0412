from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.core import checks


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "Site"

    def ready(self):
        from clinic.checks import demonstration_is_not_served, hosts_are_named

        checks.register(hosts_are_named, checks.Tags.security, deploy=True)
        checks.register(demonstration_is_not_served, checks.Tags.database, deploy=True)


class ManagersAdminConfig(admin.AdminConfig):
    """Django's admin, served by a site that managers enter instead of its own."""

    default = False
    default_site = "clinic.managers.ManagersSite"
