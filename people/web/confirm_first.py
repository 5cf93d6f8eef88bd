"""Confirming who it is before what opens names or files, or changes accounts."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from people.access.permission_tables import Rules
from people.web.audit_context import SAFE_METHODS, GuardedRequest
from people.web.drafts import views
from people.web.fresh_authentication import is_fresh
from people.web.submit import is_already_submitted


def must_confirm(request: GuardedRequest, verb: str, rules: Rules) -> bool:
    """
    Whether the person has to confirm who they are before this verb.

    Not to save a draft of its form; and a system has a token that ends soon.
    """
    if not rules.asks_fresh(verb) or request.audit.scope.system_id is not None:
        return False
    return not is_fresh(request.session) and not views.is_draft_request(request)


def ask_to_confirm(request: GuardedRequest) -> HttpResponse:
    """
    Redirect to the page that confirms who it is, and back to this one.

    A form that took longer is saved as a draft, or shown to copy. The row is not looked at, so the
    answer is the same for one that is hidden or missing. The second click of a form that was done
    is told so.
    """
    to_confirm = redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))
    if request.method in SAFE_METHODS:
        return to_confirm
    is_sent = is_already_submitted(request)
    is_kept = not is_sent and views.save_draft_before_confirming(request)
    page = {"confirm": to_confirm.url, "is_kept": is_kept, "is_sent": is_sent}
    status = 200 if is_sent else 403
    return TemplateResponse(request, "confirm_first.html", page, status=status)
