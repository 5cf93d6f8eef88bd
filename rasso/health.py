"""Health endpoints for monitoring; no response says anything about a case."""

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from rasso.readiness import readiness_problems


@never_cache
@login_not_required
def livez(request: HttpRequest) -> HttpResponse:
    """200: this process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if this process can reach the database, which every page needs."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@never_cache
@login_not_required
def readyz_reminders(request: HttpRequest) -> HttpResponse:
    """200 if reminders flow. Separate, because pages work even while reminders wait."""
    try:
        found = readiness_problems(at=timezone.now())
    except (OperationalError, InterfaceError):
        found = ["no database"]
    words = "\n".join(found) or "reminders flow"
    # Django logs each 503 as an error; rasso.json_logging.ReadinessAnswerFilter leaves this one
    # out.
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if found else 200)
