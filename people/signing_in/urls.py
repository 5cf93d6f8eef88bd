"""URLs of the allauth pages that we have templates for. Its other pages do not exist here."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.decorators import rate_limit
from django.db.transaction import atomic
from django.urls import path, re_path

from people.signing_in import provider_views, security_keys
from people.signing_in.recovery_code_views import (
    CodesView,
    DownloadCodesView,
    MakeCodesView,
)
from people.signing_in.session_views import SecurityView, SessionsView
from people.signing_in.views import (
    ActivateAppView,
    ChangePasswordView,
    ConfirmByPasswordView,
    RemoveAppView,
    RequestPasswordResetView,
    SetUpView,
)

# Each visit to these pages asks a provider, also by a link.
limited = rate_limit(action="provider", limit_get=True)
confirmed_again = reauthentication_required(app="allauth.mfa")
# Atomic, so that a change and its audit entry commit together.
urlpatterns = [
    path("sign-in/", provider_views.SignInView.as_view(), name="account_login"),
    path("sign-out/", provider_views.SignOutView.as_view(), name="account_logout"),
    path(
        "by/<slug:provider_id>/",
        limited(provider_views.start),
        name="account_provider_start",
    ),
    path(
        "by/<slug:provider_id>/back/",
        limited(provider_views.come_back),
        name="account_provider_callback",
    ),
    path(
        "by/<slug:provider_id>/confirm/",
        limited(provider_views.confirm),
        name="account_provider_confirm",
    ),
    path(
        "by/<slug:provider_id>/link/",
        limited(confirmed_again(provider_views.link)),
        name="account_link_sign_in",
    ),
    path(
        "by/<slug:provider_id>/unlink/",
        confirmed_again(atomic(provider_views.unlink)),
        name="account_unlink_sign_in",
    ),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("confirm/", ConfirmByPasswordView.as_view(), name="account_reauthenticate"),
    path("password/", atomic(ChangePasswordView.as_view()), name="account_change_password"),
    path("password/forgotten/", RequestPasswordResetView.as_view(), name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        atomic(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/changed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("security/", SecurityView.as_view(), name="mfa_index"),
    path("security/sessions/", atomic(SessionsView.as_view()), name="account_sessions"),
    path("security/code/", security_keys.SecondStepView.as_view(), name="mfa_authenticate"),
    path("security/confirm/", security_keys.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
    path("security/set-up/", SetUpView.as_view(), name="mfa_set_up"),
    path("security/app/", atomic(ActivateAppView.as_view()), name="mfa_activate_totp"),
    path("security/app/off/", atomic(RemoveAppView.as_view()), name="mfa_deactivate_totp"),
    path("security/keys/", security_keys.KeysView.as_view(), name="mfa_list_webauthn"),
    path(
        "security/keys/add/",
        atomic(security_keys.AddKeyView.as_view()),
        name="mfa_add_webauthn",
    ),
    path(
        "security/keys/confirm/",
        security_keys.ConfirmByKeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "security/keys/<int:pk>/remove/",
        atomic(security_keys.RemoveKeyView.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "security/recovery-codes/",
        confirmed_again(CodesView.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "security/recovery-codes/new/",
        atomic(MakeCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "security/recovery-codes/download/",
        DownloadCodesView.as_view(),
        name="mfa_download_recovery_codes",
    ),
]
