"""Deployment checks, for `manage.py check --deploy` and the image's own test."""

import re
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connections
from django.http.request import validate_host
from django.template import TemplateSyntaxError, engines
from django.template.backends.jinja2 import Jinja2

from people.sealing.cosigners import cosigners
from rasso import folder_checks
from rasso.connection_faults import broker_faults, database_faults, is_local_host
from rasso.database.roles import role_faults
from rasso.key_strength import weak_keys

# Postgres settings that keep rows and statements with values out of its own log. Source: PostgreSQL
# 18, 19.8.2 and 19.8.3. Errors are not logged at all, because their text may quote a value
# ("invalid input syntax"); our log says which error it was, and where. The next two settings matter
# if errors are logged all the same.
QUIET_LOG = {
    "log_min_messages": {"log", "fatal", "panic"},
    "log_min_error_statement": {"fatal", "panic"},
    "log_error_verbosity": {"terse"},
    "log_statement": {"none", "ddl"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_transaction_sample_rate": {"0"},
}
Apps = Sequence[AppConfig] | None  # as Django hands them to a check
Databases = Sequence[str] | None


@register(Tags.database, deploy=True)
def application_role(
    app_configs: Apps, databases: Databases, **kwargs: object
) -> list[CheckMessage]:
    """Check that the role that serves pages can use the data and nothing else."""
    if "default" not in (databases or ()):
        return []
    return [
        Error(
            f"The application's database role {words}.",
            hint="Let DATABASE_URL name a role made as docs/operations.md says.",
            id="rasso.E001",
        )
        for words in role_faults()
    ]


@register(Tags.database, deploy=True)
def database_log_is_quiet(
    app_configs: Apps, databases: Databases, **kwargs: object
) -> list[CheckMessage]:
    """Check that Postgres does not log rows and statements of errors, as it does by default."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*QUIET_LOG]])
        loud = {name: now for name, now in cursor.fetchall() if now not in QUIET_LOG[name]}
    hint = "Set it as docs/operations.md says: what people type stands in the log otherwise."
    return [
        Error(f"Postgres logs what people type: {name} is {now}.", hint=hint, id="rasso.E005")
        for name, now in sorted(loud.items())
    ]


@register(Tags.security, deploy=True)
def servers_are_proven(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that a database or broker elsewhere asks for a password and proves who it is."""
    hint = "Give its address as docs/operations.md says: verified TLS, and a password."
    addresses = [
        ("The database", database_faults(settings.DATABASE_URL), "rasso.E018"),
        ("The owner's database", database_faults(settings.DATABASE_OWNER_URL), "rasso.E018"),
        ("The worker's database", database_faults(settings.DATABASE_WORKER_URL), "rasso.E018"),
        ("The auditor's database", database_faults(settings.DATABASE_AUDITOR_URL), "rasso.E018"),
        ("The broker", broker_faults(settings.CELERY_BROKER_URL), "rasso.E019"),
    ]
    return [
        Error(f"{name} {words}.", hint=hint, id=number)
        for name, faults, number in addresses
        for words in faults
    ]


@register(Tags.security, deploy=True)
def relay_is_proven(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that mails go to a relay elsewhere by TLS that verifies who answers."""
    if settings.MAIL_TLS_REQUIRED or is_local_host(settings.MAIL_HOST):
        return []
    hint = "Leave MAIL_TLS_REQUIRED out, and let the relay offer STARTTLS (docs/operations.md)."
    return [Error("Mails may go to the relay in clear.", hint=hint, id="rasso.E022")]


@register(Tags.security, deploy=True)
def keys_are_long(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that no key of the settings can be guessed."""
    hint = "Make it with `openssl rand -base64 48`, and change it as docs/operations.md says."
    return [Error(f"{name} {words}.", hint=hint, id="rasso.E020") for name, words in weak_keys()]


@register(Tags.staticfiles, deploy=True)
def static_files_can_be_read(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that the account that serves pages can read the collected static files."""
    found = folder_checks.unreadable_static_files()
    if not found:
        return []
    hint = "Run `manage.py collectstatic`, and let this account read what it makes."
    words = f"{len(found)} static files cannot be read, such as {found[0]}."
    return [Error(words, hint=hint, id="rasso.E006")]


@register(Tags.security, deploy=True)
def keys_can_be_written(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that keys can be written, before the first victim's name or case's file needs one."""
    hint = "Let %s be a folder that belongs to the account of the service."
    return [
        Error(f"The keys of {of} cannot be written.", hint=hint % name, id="rasso.E007")
        for of, name in (("victims", "VICTIM_KEY_ROOT"), ("cases", "CASE_KEY_ROOT"))
        if not folder_checks.can_write_keys(getattr(settings, name))
    ]


@register(Tags.security, deploy=True)
def drafts_are_sealed(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that drafts are encrypted under a key shared by every process of the service."""
    if settings.DRAFT_KEYS:
        return []
    hint = "Give DRAFT_KEYS as docs/operations.md says."
    return [Error("There is no key to seal drafts with.", hint=hint, id="rasso.E003")]


@register(Tags.security, deploy=True)
def links_have_an_origin(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that links begin with an https origin of ours, not with the request's host."""
    origin = urlsplit(settings.PUBLIC_ORIGIN)
    name = origin.hostname or ""
    is_ours = bool(name) and validate_host(name, settings.ALLOWED_HOSTS)
    bare = not (origin.path or origin.query or origin.username)
    if origin.scheme == "https" and is_ours and bare:
        return []
    hint = "Give PUBLIC_ORIGIN as https:// and one of ALLOWED_HOSTS."
    return [Error("Links have no origin of the service.", hint=hint, id="rasso.E008")]


@register(Tags.security, deploy=True)
def identities_are_sealed(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that victims' identities are encrypted under keys shared by every process."""
    if settings.VICTIM_KEYS and settings.VICTIM_INDEX_KEY:
        return []
    hint = "Give VICTIM_KEYS, VICTIM_INDEX_KEY and VICTIM_KEY_ROOT as docs/operations.md says."
    return [Error("There is no key to seal victims' names with.", hint=hint, id="rasso.E004")]


@register(Tags.security, deploy=True)
def files_are_sealed(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that files of cases are encrypted under keys shared by every process."""
    if settings.CASE_KEYS and settings.SEAL_FILES:
        return []
    hint = "Give CASE_KEYS and CASE_KEY_ROOT as docs/operations.md says."
    if not settings.CASE_KEYS:
        return [Error("There is no key to seal files with.", hint=hint, id="rasso.E017")]
    hint = "Remove SEAL_FILES once no release from before serves, and run `manage.py seal_files`."
    return [Info("Files are not sealed yet.", hint=hint, id="rasso.I003")]


@register(Tags.security, deploy=True)
def texts_are_sealed(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that text about cases is sealed."""
    if settings.SEAL_TEXTS:
        return []
    hint = "Remove SEAL_TEXTS once no release from before serves, and run `manage.py seal_texts`."
    return [Info("Text about cases is not sealed yet.", hint=hint, id="rasso.I004")]


@register(Tags.security, deploy=True)
def everybody_has_a_second_factor(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that nobody signs in without a second factor, as people of the demo do."""
    if not settings.DEMO_SIGN_IN_DOMAIN:
        return []
    hint = "Do not set DEMO_SIGN_IN_DOMAIN: the service does not start with it."
    words = f"Accounts at {settings.DEMO_SIGN_IN_DOMAIN} need no second factor."
    return [Error(words, hint=hint, id="rasso.E009")]


@register(Tags.security, deploy=True)
def officers_are_proven(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that no system is believed whom it calls for."""
    if not settings.OFFICERS_NAMED_BY_HEADER:
        return []
    hint = "Do not set OFFICERS_NAMED_BY_HEADER: the service does not start with it."
    return [Error("A system may name any officer in a header.", hint=hint, id="rasso.E016")]


@register(Tags.security, deploy=True)
def log_is_sealed(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that there is a key to sign the audit log with."""
    if settings.AUDIT_SEAL_KEYS:
        return []
    hint = "Give AUDIT_SEAL_KEYS as docs/operations.md says."
    return [Error("There is no key to sign the audit log with.", hint=hint, id="rasso.E012")]


@register(Tags.security, deploy=True)
def log_is_cosigned(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Warn if nobody co-signs the audit log, and refuse a key that is none, and plain HTTP."""
    hint = "Give AUDIT_COSIGNERS as docs/operations.md says."
    try:
        found = cosigners()
    except ValueError:
        return [Error("A key of AUDIT_COSIGNERS is no key.", hint=hint, id="rasso.E013")]
    if not found:
        return [Info("No agency co-signs the audit log.", hint=hint, id="rasso.I002")]
    return [
        Error(f"{each.name} is not asked over HTTPS.", hint=hint, id="rasso.E014")
        for each in found
        if not each.is_asked_safely
    ]


@register(Tags.security, deploy=True)
def identity_providers_are_complete(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that each identity provider has an https issuer of its own, a client and a secret."""
    hint = "Give its variables as docs/operations.md says."
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    issuers = [app["settings"]["issuer"] for app in apps]
    errors: list[CheckMessage] = []
    for app, issuer in zip(apps, issuers, strict=True):
        is_named = bool(re.fullmatch(r"[a-z0-9-]+", app["provider_id"]))
        is_https = urlsplit(issuer).scheme == "https" and bool(urlsplit(issuer).hostname)
        is_complete = is_named and is_https and app["client_id"] and app["secret"]
        if not is_complete or issuers.count(issuer) > 1:
            words = f"The identity provider {app['provider_id']} is not completely set."
            errors.append(Error(words, hint=hint, id="rasso.E015"))
    return errors


@register(Tags.security, deploy=True)
def files_are_scanned(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that a virus scanner is set, or that somebody has decided to run without one."""
    if settings.CLAMD:
        return []
    words = "No virus scanner looks at documents."
    if settings.UNSCANNED_FILES:
        hint = "UNSCANNED_FILES says so. Each reader of a document is warned."
        return [Info(words, hint=hint, id="rasso.I001")]
    hint = "Give CLAMD as docs/operations.md says, or UNSCANNED_FILES=1 to run without."
    return [Error(words, hint=hint, id="rasso.E021")]


@register(Tags.templates, deploy=True)
def templates_compile(app_configs: Apps, **kwargs: object) -> list[CheckMessage]:
    """Check that every template compiles, before a user finds a mistake in one."""
    engine = cast(Jinja2, engines["jinja2"])
    errors: list[CheckMessage] = []
    for name in engine.env.list_templates(extensions=("html", "jinja", "txt")):
        if name.startswith("govuk_frontend_jinja/"):
            continue
        try:
            engine.get_template(name)
        except TemplateSyntaxError as error:
            errors.append(Error(f"{name} does not compile: {error}", id="rasso.E002"))
    return errors
