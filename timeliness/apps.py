from django.apps import AppConfig


class TimelinessConfig(AppConfig):
    """How we count time: periods, the calendar, clocks, the reminders ledger and the outbox."""

    name = "timeliness"
    default_auto_field = "django.db.models.BigAutoField"
