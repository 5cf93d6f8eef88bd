"""What a person has been told, on screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.forms.notices import MarkRead
from cases.permissions import SITE
from cases.queries import notices
from people.guards import act, guarded_site, scope_for
from people.visits import Request
from timeliness.actions.notices import mark_read
from timeliness.models import Delivery


@guarded_site("see_notices", SITE)
def see_notices(request: Request, allowed: frozenset[str]) -> HttpResponse:
    before = request.GET.get("before", "")
    page = notices.page(scope_for(request), before=before)
    form = MarkRead(request.POST or None, initial={"references": " ".join(page.unread)})
    if form.is_valid() and act(
        request, mark_read, verb="see_notices", form=form, **form.cleaned_data
    ):
        messages.success(request, _("Marked as read"))
        return redirect("see-notices")
    request.visit.shows(Delivery, [row[0] for row in page.rows])
    shown = {"page": page, "form": form, "is_older": bool(before)}
    return TemplateResponse(request, "cases/notices/see.html", shown)
