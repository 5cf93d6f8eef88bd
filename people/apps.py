from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Agencies, units, accounts, grants, guards and the audit log."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"
