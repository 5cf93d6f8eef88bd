"""Two questions an operator's machinery asks; neither answer says anything about a case."""

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache


@never_cache
@login_not_required
def livez(request):
    """This process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@login_not_required
def readyz(request):
    """This process can reach the database, without which no page works."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
