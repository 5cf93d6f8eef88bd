"""Recompute a case's victim duties after an action on it, before the response is sent."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.identity.sides import Side
from victims.actions.duties import recompute_case_duties

log = logging.getLogger(__name__)


class VictimDutiesMiddleware:
    """
    Middleware: after an action on a case, recompute the duties to its victims.

    Runs after the action's commit and never makes it fail: rasso.tasks.reckon_duties repairs errors
    within a minute. Not for actions of a support service, which change no fact of the case and
    leave no trace on it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        audit = getattr(request, "audit", None)
        if audit and audit.has_acted and audit.case_id and audit.scope.side != Side.SUPPORT:
            try:
                recompute_case_duties(case_id=audit.case_id, at=timezone.now())
            except Exception:
                log.exception("The duties of case %s wait for the next run", audit.case_id)
        return response
