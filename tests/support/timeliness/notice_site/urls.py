from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from timeliness.actions import outbox


@csrf_exempt
@login_not_required
@transaction.atomic
def queue_notice(request):
    """Queue a notice in the request's transaction, as an action does."""
    outbox.enqueue_notices(
        request.POST.getlist("person"),
        notice="turn_began",
        subject=request.POST["subject"],
        about=uuid4(),
        at=timezone.now(),
    )
    return HttpResponse(status=204)


urlpatterns = [path("tell", queue_notice)]
