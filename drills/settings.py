"""The service's settings, with shorter times for what a drill cannot wait for."""

import os

from rasso import settings as service
from rasso.settings import *  # noqa: F403

# An hour in the service. With ten seconds the broker delivers every longer task a second time.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 10}

SEND_ATTEMPTS = int(os.environ.get("DRILL_ATTEMPTS", service.SEND_ATTEMPTS))
NOTIFY_SECONDS = float(os.environ.get("DRILL_NOTIFY_SECONDS", service.NOTIFY_SECONDS))
CALLS_A_MINUTE = 6000  # of one system; ten times the service's limit
