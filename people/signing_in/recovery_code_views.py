"""Pages of recovery codes: made, shown once, and taken away as a text file."""

import re
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from people.access.permission_tables import Refused
from people.signing_in.actions.recovery_codes import bare_code, codes_left, show_codes
from people.signing_in.factor_changes import ChangeFactorMixin
from people.signing_in.recovery_codes import NOT_YET_SHOWN, make_codes_to_show


class MakeCodesView(ChangeFactorMixin, GenerateRecoveryCodesView):
    """Make new codes; those that were left stop working, and the session has a new key."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        return facts | {"unused_code_count": codes_left(self.request.user)}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = authenticated_user(self.request)
        try:
            make_codes_to_show(self.request, user)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect("mfa_index")
        self.request.session.cycle_key()
        messages.success(
            self.request, _("You have new recovery codes. The old ones no longer work")
        )
        return redirect(self.get_success_url())


class CodesView(TemplateView):
    """New codes, once, if none were made since; then how many are left."""

    template_name = "mfa/recovery_codes/index.jinja"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shown = self.request.method == "GET"
        user = authenticated_user(self.request)
        made = self.request.session.pop(NOT_YET_SHOWN, []) if shown else []
        codes = show_codes(user, made) if made else []
        left = codes_left(user)
        return super().get_context_data(**context) | {"codes": codes, "left": left}


class DownloadCodesView(View):
    """A text file of the codes that the page has just shown: the page sends them with the form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = [code for code in re.split(r"\s+", request.POST.get("codes", "")) if code]
        if not sent or not all(bare_code(code) for code in sent):
            return redirect("mfa_view_recovery_codes")
        file = HttpResponse("\n".join([*sent, ""]), content_type="text/plain; charset=utf-8")
        file["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return file
