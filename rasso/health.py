"""Three questions an operator's machinery asks; no answer says anything about a case."""

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from rasso.readiness import readiness_problems


@never_cache
@login_not_required
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """This process can reach the database, without which no page works."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@never_cache
@login_not_required
def readyz_reminders(request: HttpRequest) -> HttpResponse:
    """Reminders flow; its own question, since pages serve people even while reminders wait."""
    try:
        found = readiness_problems(at=timezone.now())
    except (OperationalError, InterfaceError):
        found = ["no database"]
    words = "\n".join(found) or "reminders flow"
    # Django logs each 503 as an error; rasso.json_logging.ReadinessAnswerFilter leaves this one
    # out.
    return HttpResponse(f"{words}\n", content_type="text/plain", status=503 if found else 200)
