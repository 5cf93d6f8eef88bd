"""What somebody is answered who has not signed in, or whose session ended."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from people.web.audit_context import SAFE_METHODS, GuardedRequest
from people.web.drafts import views


def ask_to_sign_in(request: GuardedRequest) -> HttpResponse:
    """
    Redirect to sign-in. A form sent after the session ended is saved as a draft, or shown to copy.

    That page has status 403: with 401 the browser would ask for a password itself.
    """
    wanted = request.get_full_path()
    # Whoever opens the service's own address is led to what they come for (LOGIN_REDIRECT_URL).
    to_sign_in = redirect(settings.LOGIN_URL) if wanted == "/" else redirect_to_login(wanted)
    if request.method in SAFE_METHODS:
        return to_sign_in
    is_kept = views.save_draft_of_expired_session(request)
    if views.is_saved_by_script(request):
        return views.signed_out_response(is_kept)
    page = {"sign_in": to_sign_in.url, "is_kept": is_kept}
    return TemplateResponse(request, "signed_out.html", page, status=403)
