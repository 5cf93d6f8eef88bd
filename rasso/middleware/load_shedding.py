"""
Load shedding: 503 with Retry-After if a request queued too long, before anything is read or done.

gunicorn queues any number of requests for a thread. Under overload all of them would be answered
too late, after the clients gave up or asked again. With a 503 they can retry: nothing was done, and
a form can be sent again as it is.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from people.api.problems import BUSY, Problem
from people.directories.answers import answer_to_program
from rasso.gunicorn_worker import request_wait

log = logging.getLogger(__name__)
EXEMPT_PATHS = ("/livez", "/readyz")  # a busy service must not be restarted
RETRY_HEADERS = {"Retry-After": "10"}
LOG_EVERY_SECONDS = 10


class LoadSheddingMiddleware:
    """Middleware. Place it before all that touches Redis, the session or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.lock, self.turned_away, self.told_at = threading.Lock(), 0, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waited = getattr(request_wait, "waited", 0)
        if waited <= settings.TURN_SECONDS or request.path.startswith(EXEMPT_PATHS):
            return self.get_response(request)
        self._count()
        if told := answer_to_program(request, Problem(503, BUSY, RETRY_HEADERS)):
            return told
        answer = HttpResponse(render_to_string("busy.html"), status=503, headers=RETRY_HEADERS)
        answer["Cache-Control"] = "no-store, private"
        return answer

    def _count(self) -> None:
        """Log the shed requests, but not each of thousands."""
        with self.lock:
            self.turned_away += 1
            if time.monotonic() - self.told_at < LOG_EVERY_SECONDS and self.told_at:
                return
            told, self.turned_away, self.told_at = self.turned_away, 0, time.monotonic()
        log.warning("%d requests had waited too long and were turned away", told)
