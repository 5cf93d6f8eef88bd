"""
Whoever has waited too long for a turn is turned away, before anything is read or done.

gunicorn takes any number of requests and lets them wait for a thread. Ten times too many would all
be answered too late, when those who asked have given up or asked again. Told at once, they can
come back; nothing was done, and a form is sent again as it is.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from people.api.django_errors import API_PREFIX
from people.api.problems import BUSY, Problem
from rasso.gunicorn_worker import request_wait

log = logging.getLogger(__name__)
EXEMPT_PATHS = ("/livez", "/readyz")  # a service at work is not to be started anew
RETRY_HEADERS = {"Retry-After": "10"}
LOG_EVERY_SECONDS = 10


class LoadSheddingMiddleware:
    """Middleware: above all that asks Redis, a session or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.lock, self.turned_away, self.told_at = threading.Lock(), 0, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waited = getattr(request_wait, "waited", 0)
        if waited <= settings.TURN_SECONDS or request.path.startswith(EXEMPT_PATHS):
            return self.get_response(request)
        self._count()
        if request.path.startswith(API_PREFIX):
            return Problem(503, BUSY, RETRY_HEADERS).plain()
        answer = HttpResponse(render_to_string("busy.html"), status=503, headers=RETRY_HEADERS)
        answer["Cache-Control"] = "no-store, private"
        return answer

    def _count(self) -> None:
        """Say so in the log, but not for each of thousands."""
        with self.lock:
            self.turned_away += 1
            if time.monotonic() - self.told_at < LOG_EVERY_SECONDS and self.told_at:
                return
            told, self.turned_away, self.told_at = self.turned_away, 0, time.monotonic()
        log.warning("%d requests had waited too long and were turned away", told)
