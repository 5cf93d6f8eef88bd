"""Pages of alerts on what people read: the list, one alert, its answer, and what is looked for."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.alerts import queries
from people.alerts.actions import answer as actions
from people.alerts.forms import AnswerAlertForm
from people.alerts.permissions import ALERTS_SITE, INSIDER_ALERT
from people.models import InsiderAlert
from people.web.audit_context import SAFE_METHODS, GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_form


@guarded_site("see_alerts", ALERTS_SITE)
def see_alerts(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    waiting = list(queries.open_alerts(scope)[: queries.MAX_ROWS])
    answered = list(queries.answered_alerts(scope)[: queries.MAX_ROWS])
    request.audit.add_rows(InsiderAlert, [each.pk for each in (*waiting, *answered)])
    page = {"waiting": waiting, "answered": answered, "titles": queries.TITLES}
    page["allowed"] = allowed
    return TemplateResponse(request, "people/alerts/list.html", page)


@guarded_site("see_alert", ALERTS_SITE)
def see_alert(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    alert = _alert_for_verb(request, "see_alert", pk)
    scope = scope_for(request)
    page = {
        "found": alert,
        "title": queries.alert_title(alert.rule),
        "shown": queries.alert_facts(alert),
        "lines": queries.alert_lines(alert, scope),
        "most": queries.MAX_LINES,
        "allowed": INSIDER_ALERT.allowed_verbs(scope, alert),
    }
    return TemplateResponse(request, "people/alerts/see.html", page)


@guarded_site("answer_alert", ALERTS_SITE)
def answer_alert(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    alert = _alert_for_verb(request, "answer_alert", pk)
    form = AnswerAlertForm(request.POST or None)
    if submit_form(request, form, actions.answer_alert, _("The alert is answered."), alert=alert):
        return redirect("see-alert", pk)
    title = queries.alert_title(alert.rule)
    return render_form_page(
        request, form, title=_("Answer the alert"), caption=title, says=_("Answer"),
        shown=queries.alert_facts(alert), back=(reverse("see-alert", args=[pk]), title),
    )  # fmt: skip


@guarded_site("see_alert_rules", ALERTS_SITE)
def see_alert_rules(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """What is looked for, for those who answer alerts and for nobody else."""
    page = {"rules": queries.rules_shown(timezone.localdate())}
    return TemplateResponse(request, "people/alerts/rules.html", page)


def _alert_for_verb(request: GuardedRequest, verb: str, pk: UUID) -> InsiderAlert:
    """
    The alert with this id, after checking the verb on it. Raises Refused.

    Raises Http404 also for one that the caller may not see.
    """
    alert = queries.alerts_of_reader(scope_for(request)).filter(pk=pk).first()
    if alert is None:
        raise Http404
    request.audit.add_rows(InsiderAlert, [pk])
    INSIDER_ALERT.check(scope_for(request), verb, alert, stages=request.method in SAFE_METHODS)
    return alert
