"""The page on which a person chooses when their notices are mailed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, submit_form
from timeliness import forms
from timeliness.actions import mail_choices
from timeliness.mail_queries import mail_choice_of
from timeliness.models import MailChoice
from timeliness.notices import notice_title
from timeliness.permissions import SITE
from timeliness.urgent_notices import URGENT_NOTICES


@guarded_site("choose_mail_hours", SITE)
def choose_mail_hours(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """Show and save the caller's own choice."""
    choice = mail_choice_of(scope_for(request))
    request.audit.add_rows(MailChoice, [choice.pk])
    form = forms.MailChoiceForm(
        request.POST or None, version=choice.version, of=choice, initial=_initial(choice)
    )
    message = _("Your choice has been saved")
    if submit_form(request, form, mail_choices.choose_mail_hours, message):
        return redirect("choose-mail-hours")
    urgent = [(each.why, sorted({*map(notice_title, each.kinds)})) for each in URGENT_NOTICES]
    refused = form.is_bound and (form.stale or form.non_field_errors())
    return TemplateResponse(
        request,
        "timeliness/mail_choices/choose.html",
        {"form": form, "urgent": urgent},
        status=409 if refused else 200,
    )


def _initial(choice: MailChoice) -> dict[str, object]:
    """The saved values as the form asks for them."""
    return {
        "when": forms.AT_ONCE if choice.daily_hour is None else forms.DAILY,
        "daily_hour": choice.daily_hour,
        "has_quiet_hours": forms.NO if choice.quiet_from is None else forms.YES,
        "quiet_from": choice.quiet_from,
        "quiet_to": choice.quiet_to,
    }
