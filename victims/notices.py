"""Who is told about the support of victims, and under which reference. Where to look, no more."""

from django.db.models import Q

from people.models import UnitGrant
from timeliness.actions import outbox
from victims.queries.records import reference


def tell_managers(support, *, notice, at):
    """Tell the managers of the service."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    managers = UnitGrant.objects.filter(
        live, content_object=support.service_id, permission__codename="manage_support",
        user__is_active=True,
    )  # fmt: skip
    _tell(set(managers.values_list("user_id", flat=True)), support, notice, at)


def tell_isva(support, *, notice, at):
    """Tell the ISVA who supports her."""
    _tell([support.isva_id], support, notice, at)


def _tell(people, support, notice, at):
    subject = reference(support.record)
    outbox.tell(people, notice=notice, subject=subject, about=support.pk, at=at)
