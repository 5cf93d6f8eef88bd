"""A person's notices."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.desk.forms.notices import MarkNoticesReadForm
from cases.desk.queries import notices
from cases.permissions import SITE
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for, submit_action
from timeliness.actions.notices import mark_read
from timeliness.models import Delivery


@guarded_site("see_notices", SITE)
def see_notices(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    before = request.GET.get("before", "")
    page = notices.notices_page(scope_for(request), before=before)
    form = MarkNoticesReadForm(request.POST or None, initial={"references": " ".join(page.unread)})
    if form.is_valid() and submit_action(
        request, mark_read, verb="see_notices", form=form, **form.cleaned_data
    ):
        messages.success(request, _("Marked as read"))
        return redirect("see-notices")
    request.audit.add_rows(Delivery, [row[0] for row in page.rows])
    context = {"page": page, "form": form, "is_older": bool(before)}
    return TemplateResponse(request, "cases/notices/see.html", context)


@guarded_site("open_notice", SITE)
def open_notice(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """Lead from an email to what a notice is about; to the notices, where that is over."""
    if address := notices.address_of_notice(scope_for(request), pk):
        return redirect(address)
    messages.info(
        request, _("That notice does not wait for you any more. These are your notices now.")
    )
    return redirect("see-notices")
