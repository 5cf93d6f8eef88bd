"""What victims are owed follows what somebody did on a case, before the answer is sent."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.identity.sides import Side
from victims.actions.duties import recompute_case_duties

log = logging.getLogger(__name__)


class VictimDutiesMiddleware:
    """
    Middleware: after an act about a case, its duties are brought in line with its facts.

    The act has been committed by then. What goes wrong here is made good within the minute, by
    the same action (rasso.tasks.reckon_duties), and no act fails for it. What a service does for
    a victim changes no fact of the case, and leaves no trace there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        visit = getattr(request, "visit", None)
        if visit and visit.has_acted and visit.case_id and visit.scope.side != Side.SUPPORT:
            try:
                recompute_case_duties(case_id=visit.case_id, at=timezone.now())
            except Exception:
                log.exception("The duties of case %s wait for the next run", visit.case_id)
        return response
