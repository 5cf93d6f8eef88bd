"""Settings of apps, middleware, templates, database, language and files."""

import os

from django.contrib.messages import constants as levels

from people.identity.database_roles import ACTING_ROLE, NO_ROLE, WORKER_ROLE
from rasso.addresses import database_settings, server_address
from rasso.settings.environment import DEBUG as DEBUG
from rasso.settings.environment import LOCAL as LOCAL
from rasso.settings.environment import ROOT as ROOT
from rasso.settings.environment import STATE as STATE

ROOT_URLCONF = "rasso.urls"
WSGI_APPLICATION = "rasso.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "simple_history",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "people",
    "timeliness",
    "cases",
    "victims",
    "pilots",
    "rasso",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before what answers with static files
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "rasso.middleware.load_shedding.LoadSheddingMiddleware",
    "rasso.middleware.responses.ContentLengthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rasso.middleware.session_expiry.SessionExpiryMiddleware",
    "rasso.middleware.responses.NoStoreMiddleware",
    "rasso.middleware.second_factor.SecondFactorMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rasso.middleware.responses.BodySizeMiddleware",
    "rasso.middleware.responses.BrokenBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "rasso.middleware.authentication.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "rasso.middleware.responses.AuditFailureMiddleware",
]
TEMPLATES = [
    {  # our own templates, from one folder
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "rasso.jinja_environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "people.web.context_processors.person_and_menu",
                "cases.case_access.views.break_glass.break_glass_banner",
            ],
        },
    },
    {  # templates of packages, for pages that we have not written
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
MESSAGE_TAGS = {levels.INFO: "information", levels.DEBUG: "information"}

# What the process does, and so as whom it signs in (ADR 110): "owner" changes the schema, "worker"
# runs tasks, "auditor" checks the log (see manage.py); by default it serves pages or is a command.
DATABASE_ROLE = os.environ.get("DATABASE_ROLE", "")
AS_OWNER = DATABASE_ROLE == "owner"
DATABASE_URL = server_address("DATABASE_URL", STATE) or "postgres:///rasso"
DATABASE_OWNER_URL = server_address("DATABASE_OWNER_URL", STATE) or DATABASE_URL
DATABASE_WORKER_URL = server_address("DATABASE_WORKER_URL", STATE) or DATABASE_URL
DATABASE_AUDITOR_URL = server_address("DATABASE_AUDITOR_URL", STATE) or DATABASE_URL
# Less than a task's soft limit; a migration may take long.
STATEMENT_TIMEOUT_MS = 0 if AS_OWNER else 30_000
# The second of two people on one case waits this long, then gets a message.
LOCK_TIMEOUT_MS = 10_000
VANISHED_SECONDS = 30  # seconds; without it a page could wait an hour or two for a lost server
# A page takes less than one second; a request that waits longer than this gets a 503.
TURN_SECONDS = float(os.environ.get("TURN_SECONDS", 3))
IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000  # so that a stuck process does not hold its locks
# Row-level security (people/access/row_security.py): a process that serves pages signs in with the
# role that reads as whoever asks, every other with the one that acts for all.
# The owner takes none: it reads and writes every row of its own tables.
DATABASE_ACTS_AS = {"worker": WORKER_ROLE, "owner": NO_ROLE}.get(DATABASE_ROLE, ACTING_ROLE)
DATABASE_ROWS_FOR = (
    NO_ROLE
    if DATABASE_ROLE in ("owner", "auditor") or os.environ.get("SERVES_PAGES") == "1"
    else DATABASE_ACTS_AS
)
DATABASE_IN_USE = {  # the address of this process's own role
    "owner": DATABASE_OWNER_URL,
    "worker": DATABASE_WORKER_URL,
    "auditor": DATABASE_AUDITOR_URL,
}.get(DATABASE_ROLE, DATABASE_URL)
PLANNED_ONCE = " -c plan_cache_mode=force_generic_plan"  # people/access/prepared_cursor.py
DATABASES = {
    "default": database_settings(
        DATABASE_IN_USE,
        options={
            "application_name": "rasso",
            "connect_timeout": 10,
            "keepalives_idle": VANISHED_SECONDS // 2,
            "keepalives_interval": VANISHED_SECONDS // 6,
            "keepalives_count": 3,
            "tcp_user_timeout": VANISHED_SECONDS * 1000,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
            f" -c lock_timeout={LOCK_TIMEOUT_MS}"
            f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS}"
            f" -c role={DATABASE_ROWS_FOR}{PLANNED_ONCE if DATABASE_ROWS_FOR == NO_ROLE else ''}",
        },
    )
}
CACHES = {  # counts of sign-in attempts, shared by all processes without Redis
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rasso_cache",
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # Welsh is added when its translation is complete and reviewed
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT") or (None if LOCAL else ROOT / "collected")
WHITENOISE_USE_FINDERS = LOCAL  # locally, files are served without collecting them
WHITENOISE_AUTOREFRESH = DEBUG
# For the page of the audit log: people/ does not import cases/.
CASE_KEY_FINDER = "cases.case_details.queries.case_search.case_id_of_urn"
LOG_NAMES = (
    "victims.queries.log_subjects.urns_of_cases",
    "victims.queries.log_subjects.names_of_rows",
)
# Of kinds that only a higher app knows: what gives [(id, name)] for ids of the log and of alerts.
LOG_NAMES_OF_KIND = {"pilots.Export": "pilots.queries.export_names.names_of_exports"}
LOG_KEPT_FROM = "victims.queries.log_subjects.kept_from_reader"
# For the worklist page: cases/ does not import pilots/.
WORK_ELSEWHERE = [
    "pilots.queries.panel_tasks.panel_tasks_waiting_for_reader",
    "people.alerts.queries.alerts_waiting_for_reader",
    "people.reading.queries.requests_waiting_for_reader",
]
WAITING_TASKS = [  # for the list of what waits for a person
    "victims.queries.waiting_tasks.victim_tasks",
    "victims.queries.waiting_reviews.review_tasks",
    "pilots.queries.waiting_packs.pack_tasks",
    "people.administration.waiting_tasks.proposal_tasks",
]
NOTICES_READ_BY = "timeliness.actions.notices.mark_read_about"  # once their page is opened
WIDENING_ACTS = ["pilots.widening.WIDENING"]  # acts of other apps that two people do
PROPOSALS_TOLD_BY = ["cases.notices.notify_of_proposal"]
ALERTS_TOLD_BY = ["cases.notices.notify_of_alert"]
LOG_WORDS = "cases.log_words.words_of_entry"
URNS_READABLE = "cases.case_details.queries.case_search.urns_readable"
NAMESAKES = "victims.queries.namesakes.cases_of_namesakes"
SUSPECTS_NAMESAKES = "victims.queries.namesakes.cases_of_suspects_named"
READING_TOLD_BY = ["cases.notices.notify_of_reached_limit"]
READING_REQUESTS_TOLD_BY = ["cases.notices.notify_of_reading_request"]
ACCESS_TOLD_BY = ["cases.notices.notify_of_access"]  # people/ does not import notices
MOVES_TOLD_BY = ["cases.notices.notify_of_move"]
DIRECTORIES_TOLD_BY = ["cases.notices.notify_of_directory"]
ACCOUNTS_JOINED_TOLD_TO = ["cases.case_access.actions.conflicts.notify_of_joined_accounts"]
UNIT_FOLLOWERS = [  # called in this order when a unit is merged; people/ imports none of them
    "cases.allocation.actions.merge_units.move_cases_to_unit",
    "victims.actions.merge_units.move_supports_to_unit",
    "pilots.actions.merge_units.move_pilot_areas_to_unit",
]
AGENCY_FOLLOWERS = [  # as UNIT_FOLLOWERS, when an agency is merged
    "cases.action_plans.actions.standard_wordings.move_wordings_to_agency",
    "pilots.actions.merge_agencies.move_pilot_parts_to_agency",
]
# Called when a unit is moved to another agency.
MOVED_UNIT_FOLLOWERS = ["pilots.actions.moved_units.follow_unit_to_agency"]
# Called as each action on a case opens, in its transaction; what opens it imports none of them.
CASE_FOLLOWERS = [
    "cases.offences.actions.time_limits.follow_limits_after_commit",
    "victims.actions.duties_after_action.recompute_duties_after_commit",
]
KEYS_OF_A_CASE = [
    "cases.case_keys.keys_of_case",
    "victims.actions.retention.keys_of_case",
]
KEEPS_OF_A_CASE = [
    "victims.actions.retention.what_keeps_case",
    "pilots.actions.retention.what_keeps_case",
]
# Asked before charges are stopped, of a suspect and the victims of the charges.
REVIEWS_BEFORE_STOPS = ["victims.queries.reviews_before_stop.reviews_before_stop"]
# Read when suspects are referred: what the CPS is sent of each victim.
PERSONAL_STATEMENTS = "victims.queries.personal_statements.statements_json"
# Outside every served folder.
DOCUMENT_ROOT = os.environ.get("DOCUMENT_ROOT") or STATE / "documents"
DOCUMENTS = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": DOCUMENT_ROOT,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES = {
    "default": DOCUMENTS,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "rasso.static_storage.ReadableStaticFilesStorage",
        # One account collects them and another serves them to anybody, so they are world-readable.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False
REST_FRAMEWORK = {
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_AUTHENTICATION_CLASSES": ["people.api.bearer_auth.BearerAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "people.api.openapi.EndpointSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "RASSO",
    "DESCRIPTION": "Police and CPS on rape and serious sexual offences: see docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "people.api.openapi_errors.add_errors_to_schema",
        "people.api.openapi_tokens.add_token_endpoints_to_schema",
        "people.api.openapi_strict.forbid_extra_fields",
    ],
}

# Guardian stores the grants; only people/access/scopes.py reads them.
GUARDIAN_MONKEY_PATCH_USER = False  # grants go through grants.grant_capacity
GUARDIAN_MONKEY_PATCH_GROUP = False
ANONYMOUS_USER_NAME = None  # no "AnonymousUser" row
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # guardian's backend, which answers has_perm(), is not used
    "security.W005",
    "security.W021",  # HSTS_SUBDOMAINS and HSTS_PRELOAD are a deployment's choice
]
