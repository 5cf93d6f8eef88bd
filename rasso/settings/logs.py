"""Logging: one line of JSON for each event, on standard error, without personal data."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "rasso.json_logging.JSONLineFormatter"}},
    "filters": {"faults": {"()": "rasso.json_logging.ReadinessAnswerFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"filters": ["faults"]},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.db.backends": {"level": "WARNING"},  # the statements contain values
        "oauthlib": {"level": "WARNING"},  # at lower levels it logs requests with their secrets
        "pypdf": {"level": "CRITICAL"},  # the warnings quote the document
        "asyncio": {"level": "WARNING"},
    },
}
