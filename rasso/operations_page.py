"""The operations page: readiness checks and failed deliveries."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import SAFE_METHODS, GuardedView, guarded_site, scope_for, submit_action
from rasso.readiness import readiness_checks
from timeliness.actions import outbox
from timeliness.forms import ConfirmMessageForm
from timeliness.models import Delivery
from timeliness.permissions import SITE
from timeliness.queries import set_aside_deliveries

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@guarded_site("see_operations", SITE)
def see_operations(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    given_up = set_aside_deliveries()
    request.audit.add_rows(Delivery, [row.pk for row in given_up])
    page = {
        "checks": readiness_checks(at=scope_for(request).at),
        "given_up": [
            (
                row.pk,
                short_reference(row),
                row.recipient.name,
                row.set_aside_at,
                row.attempts,
                row.why,
            )
            for row in given_up
        ],
        "allowed": allowed,
    }
    return TemplateResponse(request, "operations/see.html", page)


def _message_view(
    verb: str, action: Callable[..., Any], message: "StrOrPromise", **page: Any
) -> GuardedView[HttpResponse]:
    """A confirmation page that runs one action on a failed delivery."""

    @guarded_site(verb, SITE)
    def view(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
        row = Delivery.objects.filter(pk=pk).first()
        if row is None or (row.set_aside_at is None and request.method in SAFE_METHODS):
            raise Http404
        request.audit.add_rows(Delivery, [pk])
        form = ConfirmMessageForm(request.POST or None)
        if form.is_valid() and submit_action(request, action, verb=verb, form=form, reference=pk):
            messages.success(request, message)
            return redirect("see-operations")
        back = (reverse("see-operations"), _("Operations"))
        return render_form_page(request, form, caption=short_reference(row), back=back, **page)

    return view


send_again = _message_view(
    "send_again",
    outbox.send_again,
    gettext_lazy(
        "The message will be tried again within a minute, or in the hours that its reader chose."
    ),
    title=gettext_lazy("Send a message again"),
    lead=gettext_lazy("We will try again. It will not be sent to anyone who has lost access."),
    says=gettext_lazy("Send again"),
)
let_message_be = _message_view(
    "let_message_be",
    outbox.let_message_be,
    gettext_lazy("Message withdrawn. It will not be emailed."),
    title=gettext_lazy("Withdraw a message"),
    lead=gettext_lazy(
        "It will not be emailed. The person can still read it under Notices if they "
        "have access to the case."
    ),
    says=gettext_lazy("Withdraw message"),
    warning=True,
)


def short_reference(row: Delivery) -> str:
    """A short id of a delivery, which says nothing about its subject."""
    return str(row.pk)[:6]


urlpatterns = [
    path("", see_operations, name="see-operations"),
    path("<uuid:pk>/send-again/", send_again, name="send-again"),
    path("<uuid:pk>/let-be/", let_message_be, name="let-message-be"),
]
