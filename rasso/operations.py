"""The page of whoever runs the service: what is well, and what was given up."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from people.guards import READS, act, guarded_site, scope_for
from people.views.asking import ask
from rasso.readiness import checks
from timeliness.actions import outbox
from timeliness.forms import SendAgain
from timeliness.models import Delivery
from timeliness.notices import title
from timeliness.permissions import SITE
from timeliness.queries import set_aside


@guarded_site("see_operations", SITE)
def see_operations(request, allowed):
    given_up = set_aside()
    request.visit.shows(Delivery, [row.pk for row in given_up])
    page = {
        "checks": checks(at=scope_for(request).at),
        "given_up": [
            (row.pk, title(row.notice), row.recipient.name, row.set_aside_at, row.attempts, row.why)
            for row in given_up
        ],
        "allowed": allowed,
    }
    return TemplateResponse(request, "operations/see.html", page)


@guarded_site("send_again", SITE)
def send_again(request, allowed, pk):
    row = Delivery.objects.filter(pk=pk).first()
    if row is None or (row.set_aside_at is None and request.method in READS):
        raise Http404
    form = SendAgain(request.POST or None)
    if form.is_valid() and act(
        request, outbox.send_again, verb="send_again", form=form, reference=row.pk
    ):
        messages.success(request, _("The message will be tried again within a minute."))
        return redirect("see-operations")
    return ask(
        request,
        form,
        title=_("Send a message again"),
        caption=title(row.notice),
        lead=_(
            "It is tried anew, as often as at first. Whether it is still wanted is asked before it "
            "goes: who may no longer know of it gets nothing."
        ),
        back=(reverse("see-operations"), _("Operations")),
        says=_("Send again"),
    )


urlpatterns = [
    path("", see_operations, name="see-operations"),
    path("<uuid:pk>/send-again/", send_again, name="send-again"),
]
