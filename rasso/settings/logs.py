"""What is logged: one line of JSON an event, on standard error, and nothing about a person."""

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
        "django.db.backends": {"level": "WARNING"},  # its statements carry values
        "oauthlib": {"level": "WARNING"},  # below that it quotes requests, secrets and all
        "pypdf": {"level": "CRITICAL"},  # its warnings quote the document
        "asyncio": {"level": "WARNING"},
    },
}
