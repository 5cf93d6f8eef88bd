from django.apps import AppConfig


class TimelinessConfig(AppConfig):
    """Periods, the working-day calendar, clocks, reminders and the outbox of notices."""

    name = "timeliness"
    default_auto_field = "django.db.models.BigAutoField"
