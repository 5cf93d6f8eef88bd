"""Clocks, messages and the poking of both; tests/rasso/test_settings.py checks each limit."""

import os

from rasso.addresses import environment_value, server_address
from rasso.settings.environment import LOCAL, STATE

# What each must stay above or below is a test.
SEND_LEASE_SECONDS = float(os.environ.get("SEND_LEASE_SECONDS", 120))  # > the hard limit below
SEND_ATTEMPTS = 8  # about an hour and a half of trying, then a person looks
SEND_BACKOFF_SECONDS = float(os.environ.get("SEND_BACKOFF_SECONDS", 30))
SEND_BACKOFF_CAP_SECONDS = 1800
SEND_BUDGET_SECONDS = 30  # one poke's worth of sending; < the soft limit
SWEEP_EVERY_SECONDS = float(os.environ.get("SWEEP_EVERY_SECONDS", 60))
SEND_EVERY_SECONDS = float(os.environ.get("SEND_EVERY_SECONDS", 10))
SCAN_EVERY_SECONDS = float(os.environ.get("SCAN_EVERY_SECONDS", 5))
ATTEMPTS_SINCE_DAYS = 7  # how long an outage may last without an attempt being missed
# Nationally each of a dozen years of measures can take half a minute, and one that did not end in
# time would be begun again for ever; < an hour, as any limit.
FIGURES_SECONDS = 3000
FIGURES_EVERY_SECONDS = float(os.environ.get("FIGURES_EVERY_SECONDS", 60))
EXPORT_SECONDS = 1800  # for all that one person reads; < an hour, as any limit
EXPORT_LEASE_SECONDS = EXPORT_SECONDS + 120  # > the hard limit, so that one worker makes it
EXPORT_TRIES = 3  # then a person looks
EXPORT_DAYS = 7  # a week to fetch it; the figures are older than that then, and can be asked anew
EXPORT_EVERY_SECONDS = float(os.environ.get("EXPORT_EVERY_SECONDS", 5))
WATCHDOG_MAIL = os.environ.get("WATCHDOG_MAIL", "")  # who is told that something has stopped
WATCHDOG_EVERY_SECONDS = float(os.environ.get("WATCHDOG_EVERY_SECONDS", 60))
WATCHDOG_WAIT_SECONDS = float(os.environ.get("WATCHDOG_WAIT_SECONDS", 30))  # for all it asks
WATCHDOG_AGAIN_SECONDS = 4 * 3600  # twice in a shift: often enough not to be forgotten
FORGET_EVERY_SECONDS = 3600  # what it removes has been of no use for days

# Where ClamAV's daemon listens: host:port, or the path of its socket. Empty: nothing is scanned.
CLAMD = os.environ.get("CLAMD", "")
SCAN_SECONDS = float(os.environ.get("SCAN_SECONDS", 30))  # for one file; < the soft limit below
SCAN_LEASE_SECONDS = 120  # > the hard limit below, so that nobody scans what somebody is scanning
SCAN_AGAIN_SECONDS = float(os.environ.get("SCAN_AGAIN_SECONDS", 60))  # after no answer
SCAN_BUDGET_SECONDS = 10  # one poke's worth of scanning; with the last file < the soft limit

# A date further ahead is a slip of typing, and its working days would be counted one by one.
# Where an inspector and a legal manager cannot settle a question about an action, how many further
# steps a CPS Area has, such as {"South West": 1}. None: the levels above them are said in practice,
# and no source that we could read sets them, or a time for each.
FURTHER_STEPS: dict[str, int] = {}
AGREED_DATE_MONTHS = 24  # our technical limit, no rule of law or practice

MAIL_LOOKUP_URL = os.environ.get("MAIL_LOOKUP_URL", "")
MAIL_PROVIDER = os.environ.get(
    "MAIL_PROVIDER",  # exactly once needs a relay that can be asked; plain SMTP may repeat
    "timeliness.providers.AskableSmtp" if MAIL_LOOKUP_URL else "timeliness.providers.Smtp",
)
MAIL_HOST = os.environ.get("MAIL_HOST", "localhost")
MAIL_PORT = int(os.environ.get("MAIL_PORT", 25))
MAIL_TIMEOUT_SECONDS = float(os.environ.get("MAIL_TIMEOUT_SECONDS", 10))
MAIL_DOMAIN = os.environ.get("MAIL_DOMAIN", "rasso.example" if LOCAL else "")

# GOV.UK Notify carries e-mails to victims; without a key they are not offered that way.
NOTIFY_API_KEY = environment_value("NOTIFY_API_KEY")
NOTIFY_URL = os.environ.get("NOTIFY_URL", "https://api.notifications.service.gov.uk")
NOTIFY_EMAIL_TEMPLATE = os.environ.get("NOTIFY_EMAIL_TEMPLATE", "")
NOTIFY_SECONDS = 10  # for one answer; with the next < the soft limit below
NOTIFY_BUDGET_SECONDS = 10  # one poke's worth of letters
NOTIFY_EVERY_SECONDS = float(os.environ.get("NOTIFY_EVERY_SECONDS", 30))
NOTIFY_LOOK_SECONDS = 120  # what came of an e-mail is asked first after this; mostly it is known
# The Welsh templates that a translator has reviewed, as kind/version: a letter from any other
# cannot be approved. Such as "nfa/1 charge/1".
REVIEWED_TRANSLATIONS = os.environ.get("REVIEWED_TRANSLATIONS", "").split()
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL_HOST, MAIL_PORT, MAIL_TIMEOUT_SECONDS
DEFAULT_FROM_EMAIL = f"no-reply@{MAIL_DOMAIN}"

# Two people who log a contact by the same means within this time may mean one and the same.
SAME_CONTACT_MINUTES = 15

CELERY_BROKER_URL = server_address("REDIS_URL", STATE)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # > any hard limit
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the default gives up, and the worker with it
CELERY_BEAT_MAX_LOOP_INTERVAL = 10  # how long it naps where a clock goes back while it reckons
CELERY_BEAT_SCHEDULER = (
    "rasso.celery_scheduler:Scheduler"  # its own falls silent where a clock went back
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # our log lines, not Celery's
