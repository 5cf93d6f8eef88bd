"""What keeps a service and its sessions safe; each limit with its reason."""

import os
import secrets

from csp.constants import NONCE, NONE, SELF

from rasso.addresses import environment_value
from rasso.settings.environment import LOCAL, STATE


def local_secret(name: str) -> str:
    """A secret of this checkout's own, made the first time it is asked for."""
    STATE.mkdir(parents=True, exist_ok=True)
    path = STATE / name
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = environment_value("SECRET_KEY") or local_secret("secret-key")
# Earlier ones, with which sessions and reset links that are out there still hold.
SECRET_KEY_FALLBACKS = environment_value("SECRET_KEY_FALLBACKS").split()
# What seals drafts, and how far a system has read its notices: long random texts, the newest first;
# an older one still opens what it sealed.
DRAFT_KEYS = environment_value("DRAFT_KEYS").split() or (
    [local_secret("draft-key")] if LOCAL else []
)
# What seals the seeds of second factors, the newest first; those of drafts where none is given.
SECOND_FACTOR_KEYS = environment_value("SECOND_FACTOR_KEYS").split() or DRAFT_KEYS
# What opens the key of each victim, the newest first (`rotate_victim_keys` wraps them anew), and
# what finds an exact name or number. The wrapped keys lie where no backup of the database reaches.
VICTIM_KEYS = environment_value("VICTIM_KEYS").split() or (
    [local_secret("victim-key")] if LOCAL else []
)
VICTIM_INDEX_KEY = environment_value("VICTIM_INDEX_KEY") or (
    local_secret("victim-index-key") if LOCAL else ""
)
VICTIM_KEY_ROOT = os.environ.get("VICTIM_KEY_ROOT") or STATE / "victim-keys"
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]", "testserver"]
    if LOCAL
    else os.environ.get("ALLOWED_HOSTS", "").split()
)
# What links in mails and files begin with; a service whose first name is not it says so.
PUBLIC_ORIGIN = os.environ.get("PUBLIC_ORIGIN", "").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if ALLOWED_HOSTS and not LOCAL else ""
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not LOCAL]

# Behind a proxy that ends TLS, sets X-Forwarded-Proto itself and drops what a caller sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [
    r"^livez$", r"^readyz$", r"^readyz/reminders$",  # asked from inside, without the proxy
    r"^api/",  # refused instead: what was sent in clear has been read
]  # fmt: skip
SECURE_HSTS_SECONDS = 0 if LOCAL else 31_536_000
# Whether the other names below ours are bound too is for whoever owns the domain to say.
SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("HSTS_SUBDOMAINS") == "1"
SECURE_HSTS_PRELOAD = os.environ.get("HSTS_PRELOAD") == "1"
SECURE_REFERRER_POLICY = "same-origin"  # an address carries an id: tell no other site
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
        "frame-ancestors": [NONE],
    }
}

# More refusals within an hour than a slip of typing makes: whoever goes on is trying names.
PANEL_TEXT_TRIES_AN_HOUR = 10
# More than anybody rings in an hour; a harvest of names stops here, and the leaders hear of it.
REVEALS_AN_HOUR = 20
SESSION_IDLE_SECONDS = 15 * 60  # an unlocked screen in a shared office; drafts are kept for us
SESSION_LENGTH_SECONDS = 12 * 3600  # a long shift, after which anyone signs in again
DRAFT_DAYS = 28  # a fortnight's leave and as long again; what nobody came back to is not kept
FORM_KEY_DAYS = 2  # longer than any session in which its form could be sent again
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if not LOCAL:  # a browser takes this prefix only from us, over TLS, for the whole site
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-rasso-session", "__Host-rasso-csrf"

TOKEN_SECONDS = 15 * 60  # a system asks for another as it likes; a stolen one is soon worthless
CALLS_A_MINUTE = 600  # of one system: ten a second, far beyond what a force's people do
# Failed tries for a token, of one address and under one client id. They never keep a right secret
# waiting: 256 random bits are past guessing, and a stranger could shut a force's system out.
TOKEN_FAILURES = {"token_address": "60/m/key", "token_client": "20/m/key"}
ANSWER_DAYS = 2  # as long as a system may try again what it could not know the answer of
ROWS_AT_ONCE = 100  # of an answer that lists, at most

DOCUMENTS_AT_ONCE = 10  # in one form: at the largest size, half an hour on a slow line
DOCUMENT_MAX_BYTES = 25 * 1024 * 1024  # a scanned bundle of some 300 pages; larger ones are split
UNASKED_MOST_BYTES = 2 * 1024 * 1024  # of a body whose sender is not signed in: any form's text
BODY_MOST_BYTES = DOCUMENTS_AT_ONCE * DOCUMENT_MAX_BYTES + 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a form's text: ten times the longest field together
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # a form asks for 10 and says so itself; this ends the absurd
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger files wait on disk, not in memory
FILE_UPLOAD_PERMISSIONS = 0o600
