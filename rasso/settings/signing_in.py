"""Sign-in settings: an e-mail address, a password, and a second factor for everybody."""

import os

from rasso.settings.environment import LOCAL

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "people.signing_in.passwords.GuessablePasswordValidator"},
    {"NAME": "people.signing_in.published_passwords.PublishedPasswordValidator"},
]

# A service that knows published passwords by the first five characters of their SHA-1, as
# https://api.pwnedpasswords.com/range/ does. Empty: none is asked.
PUBLISHED_PASSWORDS_URL = os.environ.get("PUBLISHED_PASSWORDS_URL", "")

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "come-in"
ACCOUNT_ADAPTER = "people.signing_in.allauth_adapters.AccountAdapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"  # so that a page without a template of ours raises an error
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator vouches for the address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = "strict"  # a wrong address and a wrong password get the same answer
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses without an account
ACCOUNT_EMAIL_NOTIFICATIONS = True  # the owner is told when a password or an app was changed
# Allauth's own generator would copy each address into a table that is not kept up to date.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Before a name is revealed, a file of figures is taken away or an account is changed, the person
# must have signed in or confirmed who they are within this time. A setting of the product: no
# source that we could read gives a length.
FRESH_AUTHENTICATION_SECONDS = 600
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # stricter, for changes of one's own password and factors
# A role given in an emergency lasts no longer; over a weekend. A product setting.
EMERGENCY_ROLE_HOURS = 72
# For how long one case can be opened by break-glass; at most 4 hours (AC-18 of the security
# requirements). Product settings.
BREAK_GLASS_HOURS = (1, 4)
ADDRESS_SETTLES_HOURS = 24  # no password reset before the owner of the old address can object
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "provider": "60/m/ip",  # a sign-in there is two visits
    # People in an office share an address. key: the account and the address together
    # (people.signing_in.allauth_adapters), so that a stranger elsewhere locks nobody out.
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip",
    "reset_password_of": "5/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
# Otherwise callers could choose theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", 0))
ACCOUNT_FORMS = {
    "login": "people.signing_in.forms.SignInForm",
    "change_password": "people.signing_in.forms.ChangePasswordForm",
    "reset_password": "people.signing_in.forms.RequestPasswordResetForm",
    "reset_password_from_key": "people.signing_in.forms.SetNewPasswordForm",
    "reauthenticate": "people.signing_in.forms.ConfirmPasswordForm",
}
# People of the demo, whose addresses end in this domain, sign in without a second factor. A service
# refuses to start with it (rasso/start_checks.py).
DEMO_SIGN_IN_DOMAIN = os.environ.get("DEMO_SIGN_IN_DOMAIN", "demo.example" if LOCAL else "")
MFA_ADAPTER = "people.signing_in.allauth_adapters.SecurityCodeAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are ours, stored as hashes (ADR 116)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL  # a browser asks a key at http://localhost too
MFA_TOTP_ISSUER = "RASSO casework"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator has vouched for the address
MFA_FORMS = {
    "authenticate": "people.signing_in.forms.SecurityCodeForm",
    "reauthenticate": "people.signing_in.forms.ConfirmSecurityCodeForm",
    "add_webauthn": "people.signing_in.forms.AddKeyForm",
    "authenticate_webauthn": "people.signing_in.forms.KeyForm",
    "reauthenticate_webauthn": "people.signing_in.forms.ConfirmByKeyForm",
    "activate_totp": "people.signing_in.forms.ActivateCodesForm",
}
