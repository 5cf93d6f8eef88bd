"""What happens to a person who comes back from an identity provider."""

import logging
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import authenticated_user
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.access.permission_tables import Refused
from people.models import LinkedSignIn
from people.signing_in.actions.linked_sign_ins import link_sign_in
from people.signing_in.link_codes import code_of
from people.signing_in.provider_proof import note_open_there
from people.signing_in.sessions import hold_session, keep_change
from people.web.fresh_authentication import is_fresh
from people.web.second_factor_state import has_second_factor

log = logging.getLogger(__name__)
SIGN_IN, CONFIRM, LINK = "sign-in", "confirm", "link"  # what a person is sent to a provider for


def answer_to(request: HttpRequest, login: SocialLogin) -> HttpResponse | None:
    """The answer to a person who comes back; None once login has the account to be opened."""
    proof, app = login.account.extra_data["proof"], login.provider.app
    purpose = login.state["process"]
    if purpose == SIGN_IN:
        return _find_account(request, login, proof, app)
    if not request.user.is_authenticated or login.state["user"] != request.user.pk:
        return failed(request, app, "another account asked")
    note_open_there(request.session, login)
    if purpose == CONFIRM:
        return _confirm(request, login, proof, app)
    return _link(request, proof, app)


def failed(request: HttpRequest, app: SocialApp, reason: object) -> HttpResponse:
    """
    Log that a provider did not confirm who it is, or was not asked to. Returns the page for it.

    reason: an exception or words, for whoever runs the service.
    """
    log.warning("provider %s did not confirm who it is: %s", app.provider_id, in_words(reason))
    facts = {"user_id": request.user.pk, "refused": "A provider did not confirm who it is"}
    get_adapter().note(request, "sign_in_failed", **facts)
    return failed_page(request, app)


def in_words(reason: object) -> str:
    """An error as it is logged: after a colon may stand what a provider or a person sent."""
    words = str(reason).partition(":")[0]
    return f"{type(reason).__name__}, {words}" if isinstance(reason, Exception) else words


def failed_page(request: HttpRequest, app: SocialApp) -> HttpResponse:
    page = {"provider": app.name}
    answer = TemplateResponse(request, "account/provider_failed.jinja", page, status=400)
    return answer.render()


def _find_account(
    request: HttpRequest, login: SocialLogin, proof: dict[str, Any], app: SocialApp
) -> HttpResponse | None:
    """Give login the account of its issuer and subject. Returns a page if none has them."""
    there = LinkedSignIn.objects.filter(issuer=proof["issuer"], subject=proof["subject"])
    found = there.select_related("user").first()
    if found is not None:
        login.user = found.user
        return None
    get_adapter().note(request, "sign_in_failed", refused="No account is linked to this sign-in")
    code = code_of(proof["issuer"], proof["subject"])
    page = {"provider": app.name, "code": code}
    answer = TemplateResponse(request, "account/provider_unknown.jinja", page, status=403)
    return answer.render()


def _confirm(
    request: HttpRequest, login: SocialLogin, proof: dict[str, Any], app: SocialApp
) -> HttpResponse:
    """Record that the person has shown again who they are, if it is they."""
    facts = {"issuer": proof["issuer"], "subject": proof["subject"]}
    if not LinkedSignIn.objects.filter(user=request.user.pk, **facts).exists():
        return failed(request, app, "another sign-in than the account's")
    request.session.pop(
        STATE_SESSION_KEY, None
    )  # a form that was sent before, and is not sent again
    request.session.cycle_key()
    record_authentication(
        request,
        request.user,
        "socialaccount",
        provider=app.provider_id,
        reauthenticated=True,
        at=min(time.time(), proof["signed_in_at"]),
    )
    return redirect(login.state.get("next") or "/")


def _link(request: HttpRequest, proof: dict[str, Any], app: SocialApp) -> HttpResponse:
    """Link the sign-in to the account of a person who has shown who they are to both."""
    session, user = request.session, authenticated_user(request)
    if not (has_second_factor(session) and is_fresh(session)):
        return failed(request, app, "no second factor here, or not shown lately")
    facts = {"issuer": proof["issuer"], "subject": proof["subject"]}
    try:
        with atomic():  # the link and its audit entry commit together
            if not hold_session(request):
                return failed(request, app, "the session was ended or renewed meanwhile")
            link_sign_in(user=user, at=timezone.now(), **facts)
            session.cycle_key()
            keep_change(request)
            get_adapter().send_notification_mail("account/email/sign_in_linked", user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your sign-in is linked"))
    return redirect("mfa_index")
