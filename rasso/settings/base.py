"""What the site is made of: apps, the order of a request, pages, database, language, files."""

import os

from django.contrib.messages import constants as levels

from rasso.addresses import database_settings, server_address
from rasso.settings.environment import DEBUG, LOCAL, ROOT, STATE

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
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "rasso.middleware.load_shedding.LoadSheddingMiddleware",
    "rasso.middleware.responses.ContentLengthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rasso.middleware.session_expiry.SessionExpiryMiddleware",
    "rasso.middleware.responses.NoStoreMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rasso.middleware.responses.BodySizeMiddleware",
    "rasso.middleware.responses.BrokenBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "rasso.middleware.responses.AuditFailureMiddleware",
    "rasso.middleware.victim_duties.VictimDutiesMiddleware",
]
TEMPLATES = [
    {  # ours: first, and only our own folder
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "rasso.jinja_environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "people.web.context_processors.person_and_menu",
            ],
        },
    },
    {  # theirs: what a package brings and we have not drawn
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

# The owner's role changes the schema (manage.py says when); the application's role does the rest.
AS_OWNER = os.environ.get("DATABASE_ROLE") == "owner"
DATABASE_URL = server_address("DATABASE_URL", STATE) or "postgres:///rasso"
DATABASE_OWNER_URL = server_address("DATABASE_OWNER_URL", STATE) or DATABASE_URL
STATEMENT_TIMEOUT_MS = 0 if AS_OWNER else 30_000  # < a task's soft limit; a migration may be long
LOCK_TIMEOUT_MS = 10_000  # two people on one case: the second waits this long, then is told
VANISHED_SECONDS = 30  # < the hour or two that a page would wait for a lost server
# A page takes less than one second; who waits longer than this for its turn asks again.
TURN_SECONDS = float(os.environ.get("TURN_SECONDS", 3))
IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000  # a stuck process may not hold its locks for ever
DATABASES = {
    "default": database_settings(
        DATABASE_OWNER_URL if AS_OWNER else DATABASE_URL,
        options={
            "application_name": "rasso",
            "connect_timeout": 10,
            "keepalives_idle": VANISHED_SECONDS // 2,
            "keepalives_interval": VANISHED_SECONDS // 6,
            "keepalives_count": 3,
            "tcp_user_timeout": VANISHED_SECONDS * 1000,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
            f" -c lock_timeout={LOCK_TIMEOUT_MS}"
            f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS}",
        },
    )
}
CACHES = {  # counts of sign-in attempts only: shared by every process, and no need of Redis
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rasso_cache",
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # Welsh joins when its translation is whole and reviewed
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT") or (None if LOCAL else ROOT / "collected")
WHITENOISE_USE_FINDERS = LOCAL  # locally files are served from where they lie, uncollected
WHITENOISE_AUTOREFRESH = DEBUG
CASE_KEY_FINDER = (
    "cases.queries.case_search.case_id_of_urn"  # the reading log asks it, knowing no cases
)
WORK_ELSEWHERE = [
    "pilots.queries.panel_tasks.panel_tasks_waiting_for_reader"
]  # cases/ knows none of it
ACCESS_TOLD_BY = ["cases.notices.notify_of_access"]  # people/ knows no notices
ACCOUNTS_JOINED_TOLD_TO = ["cases.actions.conflicts.notify_of_joined_accounts"]
UNIT_FOLLOWERS = [  # what is merged with a unit, in this order; people/ knows none of it
    "cases.actions.merged_units.move_cases_to_unit",
    "victims.actions.merge_services.move_supports_to_unit",
    "pilots.actions.merge_pilot_areas.move_pilot_areas_to_unit",
]
DOCUMENT_ROOT = os.environ.get("DOCUMENT_ROOT") or STATE / "documents"  # below no served folder
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
        # Collected by one account and served by another, to anybody: not closed as uploads are.
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

# Guardian keeps the grants; people/access/scopes.py alone reads them.
GUARDIAN_MONKEY_PATCH_USER = False  # no User.add_obj_perm behind access.grant's back
GUARDIAN_MONKEY_PATCH_GROUP = False
ANONYMOUS_USER_NAME = None  # guardian would make an "AnonymousUser" row
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # its backend answers has_perm(), which we never ask
    "security.W005",
    "security.W021",  # HSTS beyond our own name: HSTS_SUBDOMAINS, HSTS_PRELOAD
]
