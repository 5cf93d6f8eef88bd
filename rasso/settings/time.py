"""
Settings of clocks, deliveries and scheduled tasks.

tests/rasso/test_settings.py checks that each limit fits the others.
"""

import os
from datetime import timedelta

from rasso.addresses import environment_value, server_address
from rasso.settings.environment import LOCAL, STATE

# In comments: ">" and "<" say which limit a value must be above or below.
SEND_LEASE_SECONDS = float(os.environ.get("SEND_LEASE_SECONDS", 120))  # > the hard limit below
SEND_ATTEMPTS = 8  # about an hour and a half of attempts, then it is set aside for a person
SEND_BACKOFF_SECONDS = float(os.environ.get("SEND_BACKOFF_SECONDS", 30))
SEND_BACKOFF_CAP_SECONDS = 1800
SEND_BUDGET_SECONDS = 30  # sending by one task; < the soft limit
RELEASE_BUDGET_SECONDS = 10  # of these, to let go what waited for its reader's hours; < the budget
SWEEP_EVERY_SECONDS = float(os.environ.get("SWEEP_EVERY_SECONDS", 60))
SEND_EVERY_SECONDS = float(os.environ.get("SEND_EVERY_SECONDS", 10))
SCAN_EVERY_SECONDS = float(os.environ.get("SCAN_EVERY_SECONDS", 5))
ATTEMPTS_SINCE_DAYS = 7  # the longest outage after which no attempt is missed
# A dozen years of a national measure can take half a minute each. If the limit were too short, the
# same work would be started again and again; < an hour, as any limit.
FIGURES_SECONDS = 3000
FIGURES_EVERY_SECONDS = float(os.environ.get("FIGURES_EVERY_SECONDS", 60))
EXPORT_SECONDS = 1800  # for everything that one person may read; < an hour, as any limit
# > the hard limit, so that only one worker makes an export.
EXPORT_LEASE_SECONDS = EXPORT_SECONDS + 120
EXPORT_TRIES = 3  # then it is set aside for a person
EXPORT_AGAIN_SECONDS = 60  # after an error; < the lease
# A file that was asked for can be fetched for a day, then it is destroyed (EX-04 of the security
# requirements). What one file may hold at most is a product setting: no source gives a number.
EXPORT_HOURS = 24
EXPORT_MOST_ROWS = 200_000
EXPORT_EVERY_SECONDS = float(os.environ.get("EXPORT_EVERY_SECONDS", 5))
WATCHDOG_MAIL = os.environ.get("WATCHDOG_MAIL", "")  # the address that the watchdog's alerts go to
WATCHDOG_EVERY_SECONDS = float(os.environ.get("WATCHDOG_EVERY_SECONDS", 60))
# For all checks together.
WATCHDOG_WAIT_SECONDS = float(os.environ.get("WATCHDOG_WAIT_SECONDS", 30))
WATCHDOG_AGAIN_SECONDS = 4 * 3600  # twice in a shift, so that an alert is not forgotten
# An alert on misuse is made within a minute of what it rests on.
ALERTS_EVERY_SECONDS = float(os.environ.get("ALERTS_EVERY_SECONDS", 30))
# How often the worker looks when certificates end, and how long before that operators are told.
CERTIFICATES_EVERY_SECONDS = float(os.environ.get("CERTIFICATES_EVERY_SECONDS", 3600))
CERTIFICATES_WARN_WITHIN = timedelta(days=int(os.environ.get("CERTIFICATES_WARN_DAYS", 30)))
FORGET_EVERY_SECONDS = 3600  # it deletes what has been out of use for days

# The audit log: entries are sealed within SEAL_WITHIN_SECONDS, or operators are told.
SEAL_EVERY_SECONDS = float(os.environ.get("SEAL_EVERY_SECONDS", 5))
SEAL_WITHIN_SECONDS = 60
SEAL_BUDGET_SECONDS = 20  # sealing by one task; with the last batch < the soft limit
COSIGN_EVERY_SECONDS = float(os.environ.get("COSIGN_EVERY_SECONDS", 30))
COSIGN_SECONDS = 5.0  # for one whole answer; two co-signers of three answers < the soft limit
SEAL_BATCH = 10_000  # entries under one head at most; one transaction of about a second

# Address of ClamAV's daemon: host:port, or the path of its socket. Empty: no file is scanned.
CLAMD = os.environ.get("CLAMD", "")
# Whether a service may run without a scanner: somebody's decision (rasso/deployment_checks.py).
UNSCANNED_FILES = os.environ.get("UNSCANNED_FILES") == "1"
SCAN_SECONDS = float(os.environ.get("SCAN_SECONDS", 30))  # for one file; < the soft limit below
SCAN_LEASE_SECONDS = 120  # > the hard limit below, so that no two workers scan the same file
# After the scanner has not answered.
SCAN_AGAIN_SECONDS = float(os.environ.get("SCAN_AGAIN_SECONDS", 60))
SCAN_BUDGET_SECONDS = 10  # scanning by one task; with the last file < the soft limit

# How many further steps a CPS Area has where an inspector and a legal manager cannot resolve a
# challenge, such as {"South West": 1}. Empty: no source that we could read sets further levels or
# periods for them.
FURTHER_STEPS: dict[str, int] = {}
# A technical limit, no rule of law or practice. A date further ahead is a typing error, and its
# working days would be counted one by one.
AGREED_DATE_MONTHS = 24

MAIL_LOOKUP_URL = os.environ.get("MAIL_LOOKUP_URL", "")
MAIL_PROVIDER = os.environ.get(
    "MAIL_PROVIDER",  # sending exactly once needs a relay with look-up; plain SMTP may send twice
    "timeliness.providers.AskableSmtp" if MAIL_LOOKUP_URL else "timeliness.providers.Smtp",
)
MAIL_HOST = os.environ.get("MAIL_HOST", "localhost")
MAIL_PORT = int(os.environ.get("MAIL_PORT", 25))
# A service hands mails over by verified TLS (STARTTLS, RFC 3207) or not at all. MAIL_CA: the file
# of the relay's authority, where this machine does not trust it.
MAIL_TLS_REQUIRED = os.environ.get("MAIL_TLS_REQUIRED", "0" if LOCAL else "1") == "1"
MAIL_CA = os.environ.get("MAIL_CA", "")
MAIL_TIMEOUT_SECONDS = float(os.environ.get("MAIL_TIMEOUT_SECONDS", 10))
MAIL_DOMAIN = os.environ.get("MAIL_DOMAIN", "rasso.example" if LOCAL else "")

# GOV.UK Notify sends e-mails to victims; without a key that way is not offered.
NOTIFY_API_KEY = environment_value("NOTIFY_API_KEY")
NOTIFY_URL = os.environ.get("NOTIFY_URL", "https://api.notifications.service.gov.uk")
NOTIFY_EMAIL_TEMPLATE = os.environ.get("NOTIFY_EMAIL_TEMPLATE", "")
NOTIFY_SECONDS: float = 10  # for one answer; with the budget < the soft limit below
NOTIFY_BUDGET_SECONDS = 10  # sending by one task
NOTIFY_EVERY_SECONDS = float(os.environ.get("NOTIFY_EVERY_SECONDS", 30))
# Until the result of an e-mail is first asked for; by then it is mostly known.
NOTIFY_LOOK_SECONDS = 120
# Welsh templates that a translator has reviewed, as kind/version, such as "nfa/1 charge/1". A
# letter from any other cannot be approved.
REVIEWED_TRANSLATIONS = os.environ.get("REVIEWED_TRANSLATIONS", "").split()
EMAIL_BACKEND = "timeliness.providers.AccountMailBackend"
EMAIL_USE_TLS = MAIL_TLS_REQUIRED
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = MAIL_HOST, MAIL_PORT, MAIL_TIMEOUT_SECONDS
DEFAULT_FROM_EMAIL = f"no-reply@{MAIL_DOMAIN}"

# Two contacts by the same means within this time may be the same one, logged by two people.
SAME_CONTACT_MINUTES = 15

CELERY_BROKER_URL = server_address("REDIS_URL", STATE)
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # > any hard limit
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # by default the worker gives up and ends
CELERY_BEAT_MAX_LOOP_INTERVAL = 10  # the longest sleep after the clock was set back
# Celery's own scheduler sends nothing after the clock was set back.
CELERY_BEAT_SCHEDULER = "rasso.celery_scheduler:Scheduler"
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
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # our log format, not Celery's
