"""Security settings of the service and its sessions, each with its reason."""

import os
import secrets
from uuid import UUID

from csp.constants import NONCE, NONE, SELF

from rasso.addresses import environment_value
from rasso.settings.environment import LOCAL, STATE


def local_secret(name: str) -> str:
    """A random secret of this checkout, created on first use."""
    STATE.mkdir(parents=True, exist_ok=True)
    path = STATE / name
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = environment_value("SECRET_KEY") or local_secret("secret-key")
# Earlier keys: sessions and reset links signed with them stay valid.
SECRET_KEY_FALLBACKS = environment_value("SECRET_KEY_FALLBACKS").split()
# Keys that encrypt drafts and the cursors of systems' notices: long random texts, newest first.
# Older ones still decrypt.
DRAFT_KEYS = environment_value("DRAFT_KEYS").split() or (
    [local_secret("draft-key")] if LOCAL else []
)
# Keys that encrypt the seeds of second factors, newest first; by default those of drafts.
SECOND_FACTOR_KEYS = environment_value("SECOND_FACTOR_KEYS").split() or DRAFT_KEYS
# Keys that encrypt the key of each victim, newest first (`rotate_victim_keys` encrypts those
# again), and the key of the index of exact names and numbers. The victims' keys lie in a folder
# that no backup of the database includes.
VICTIM_KEYS = environment_value("VICTIM_KEYS").split() or (
    [local_secret("victim-key")] if LOCAL else []
)
VICTIM_INDEX_KEY = environment_value("VICTIM_INDEX_KEY") or (
    local_secret("victim-index-key") if LOCAL else ""
)
# Other keys of that index, by which it is searched too, while it is made anew with the first.
VICTIM_INDEX_KEY_FALLBACKS = environment_value("VICTIM_INDEX_KEY_FALLBACKS").split()
VICTIM_KEY_ROOT = os.environ.get("VICTIM_KEY_ROOT") or STATE / "victim-keys"
# Keys that encrypt the key of each case, newest first (`rotate_case_keys` encrypts those again).
# The files of a case are sealed with its key, unless SEAL_FILES is 0: while a release that opens no
# sealed file still serves beside this one. The keys of cases lie in a folder that is in no backup
# of the database or of the files.
CASE_KEYS = environment_value("CASE_KEYS").split() or ([local_secret("case-key")] if LOCAL else [])
CASE_KEY_ROOT = os.environ.get("CASE_KEY_ROOT") or STATE / "case-keys"
SEAL_FILES = os.environ.get("SEAL_FILES", "1") != "0"
# Text about a case is sealed with the same key, unless SEAL_TEXTS is 0: while a release serves that
# opens less than this one (ADR 109).
SEAL_TEXTS = os.environ.get("SEAL_TEXTS", "1") != "0"
# Keys that sign the heads of the sealed audit log, newest first; older ones stay, so that what they
# signed can be checked. AUDIT_LOG_NAME: the name that each head carries. SEALED_LOG_ROOT: a folder
# outside the database with a copy of the leaves and heads, in no backup of the database.
AUDIT_SEAL_KEYS = environment_value("AUDIT_SEAL_KEYS").split() or (
    [local_secret("audit-seal-key")] if LOCAL else []
)
AUDIT_LOG_NAME = os.environ.get("AUDIT_LOG_NAME") or "rasso.example/audit"
# Who co-signs the heads: for each the address of its program and its key (tools/cosigner.py).
COSIGNER_WORDS = environment_value("AUDIT_COSIGNERS").split()
AUDIT_COSIGNERS = list(zip(COSIGNER_WORDS[::2], COSIGNER_WORDS[1::2], strict=True))
SEALED_LOG_ROOT = os.environ.get("SEALED_LOG_ROOT") or STATE / "sealed-log"
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]", "testserver"]
    if LOCAL
    else os.environ.get("ALLOWED_HOSTS", "").split()
)
# The origin of links in mails and files: by default the first of ALLOWED_HOSTS.
PUBLIC_ORIGIN = os.environ.get("PUBLIC_ORIGIN", "").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if ALLOWED_HOSTS and not LOCAL else ""
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not LOCAL]

# The proxy ends TLS and sets X-Forwarded-Proto itself, dropping the client's.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [
    r"^livez$", r"^readyz$", r"^readyz/reminders$",  # called from inside, without the proxy
    # Refused, not redirected: what was sent in plain HTTP may have been read.
    r"^api/", r"^scim/", r"^calendar/[^/]+\.ics$",
]  # fmt: skip
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
# Whether subdomains are included is for the owner of the domain to decide.
SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("HSTS_SUBDOMAINS") == "1"
SECURE_HSTS_PRELOAD = os.environ.get("HSTS_PRELOAD") == "1"
SECURE_REFERRER_POLICY = "same-origin"  # addresses contain ids, which no other site should get
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment")
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],  # a document beside a form; only its page can be framed
        "frame-ancestors": [NONE],
    }
}

# More refusals in an hour than typing errors explain, so it ends attempts to guess names.
PANEL_TEXT_TRIES_AN_HOUR = 10
# What one person reads in an hour at most, under all accounts (ADR 85): different cases and other
# records; different victims' records; reveals of a victim's identity; rows of lists; downloads from
# cases; downloads of figures and reports. Settings of the product: no source that we could read
# gives a number. They are more than a day's work needs in an hour, as far as we can judge, and
# nobody who does that work has confirmed it.
RECORDS_AN_HOUR = int(os.environ.get("RECORDS_AN_HOUR", 60))
VICTIMS_AN_HOUR = int(os.environ.get("VICTIMS_AN_HOUR", 40))
REVEALS_AN_HOUR = int(os.environ.get("REVEALS_AN_HOUR", 20))
LISTED_AN_HOUR = int(os.environ.get("LISTED_AN_HOUR", 1000))
DOWNLOADS_AN_HOUR = int(os.environ.get("DOWNLOADS_AN_HOUR", 100))
EXPORTS_AN_HOUR = int(os.environ.get("EXPORTS_AN_HOUR", 10))
# A request for a row that is not found, hidden or missing, and a search end at a whole number of
# these steps after they began (ADR 91): much longer than their work, so that nearly all end at the
# first.
UNFOUND_STEP_SECONDS = 0.1
# Ids of cases or victims' records that are nobody's work: whoever opens one, or asks for it, is the
# subject of an alert (people/alerts/). No process starts with one that is no UUID.
CANARY_RECORDS = [str(UUID(each)) for each in environment_value("CANARY_RECORDS").split()]
# What a leader can agree to: for how many hours, and how many times a limit. Product settings too.
READ_MORE_HOURS = (1, 4, 8)
READ_MORE_TIMES = 10
SESSION_IDLE_SECONDS = 15 * 60  # for an unlocked screen in a shared office; drafts are saved
SESSION_LENGTH_SECONDS = 12 * 3600  # a long shift, after which everybody signs in again
DRAFT_DAYS = 28  # two fortnights of leave; a draft not opened by then is deleted
FORM_KEY_DAYS = 2  # longer than any session that could send the form again
SESSION_ENGINE = "people.web.session_store"  # a reader of the database opens none
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if not LOCAL:  # a browser accepts this prefix only over TLS, for the whole host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-rasso-session", "__Host-rasso-csrf"
    MESSAGE_STORAGE = "people.web.message_storage.MessageStorage"

# Whether a system may name the officer it calls for in a header, and be believed. For a developer's
# machine and its demo; a service does not start with it (rasso/start_checks.py, ADR 96).
OFFICERS_NAMED_BY_HEADER = os.environ.get("OFFICERS_NAMED_BY_HEADER", "1" if LOCAL else "") == "1"
TOKEN_SECONDS = 15 * 60  # a system gets another at any time; a stolen one soon expires
CALLS_A_MINUTE = 600  # of one system: ten a second, more than a force's people need
# Limits of failed token requests, by address and by client id. They do not delay a correct secret:
# 256 random bits cannot be guessed, and a stranger could otherwise lock a force's system out.
TOKEN_FAILURES = {"token_address": "60/m/key", "token_client": "20/m/key"}
# Of a person's calendar: wrong addresses by network, and readings by one address. A program asks
# every few minutes at most.
CALENDAR_RATES = {"wrong": "60/m/key", "reading": "20/m/key"}
ANSWER_DAYS = 2  # how long a system may repeat a call whose answer it did not get
DIRECTORY_MOST_BYTES = 64 * 1024  # one call of a directory (SCIM); one person is a few hundred
# How many accounts the directory of an agency may end in an hour. Without it there is no limit: no
# source that we could read gives a number, and an agency may close a whole team.
PEOPLE_ENDED_AN_HOUR = (
    int(os.environ["PEOPLE_ENDED_AN_HOUR"]) if os.environ.get("PEOPLE_ENDED_AN_HOUR") else None
)
ROWS_AT_ONCE = 100  # the most rows in one answer

DOCUMENTS_AT_ONCE = 10  # in one form
BODY_MOST_SECONDS = 30 * 60  # so many of the largest size on a slow line
DOCUMENT_MAX_BYTES = 25 * 1024 * 1024  # a scanned bundle of some 300 pages; larger ones are split
# Body of a request without a session: larger than any form's text.
UNASKED_MOST_BYTES = 2 * 1024 * 1024
BODY_MOST_BYTES = DOCUMENTS_AT_ONCE * DOCUMENT_MAX_BYTES + 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # text of a form: ten times its longest field
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # a form allows 10 and says so itself; this is a backstop
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger files go to disk, not memory
FILE_UPLOAD_PERMISSIONS = 0o600
