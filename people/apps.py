from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who: agencies, units, users, grants, the doors and the audit log."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"
