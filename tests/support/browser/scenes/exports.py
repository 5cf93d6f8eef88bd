"""A person who takes files away, and the files that they asked for."""

from datetime import timedelta

from django.utils import timezone

from devtools.case_builder import person, scope
from people.access import grants
from pilots.actions import exports
from pilots.models import Export, ExportStatus
from tests.support.pilots.taking_files import WHY

YEARLY = {"name": "referral-to-decision", "urgency": "ALL", "by": "year", "as": "csv"}


def file_taker(people, area):
    """A supervisor who convenes panels too, with a file in each state."""
    user = person(people.police, "supervise_cases", "take_exports", name="Tess Taker")
    now = timezone.now()
    grants.grant_capacity("convene_panels", to=user, on=area, by=user, at=now)
    place = f"unit-{people.police.pk}"
    for n, status in enumerate((ExportStatus.DESTROYED, ExportStatus.TOO_LONG, "")):
        by = scope(user, at=now - timedelta(hours=30 - n))
        asked = YEARLY | {"place": place, "by": ("year", "quarter", "month")[n]}
        export = exports.ask_export(by=by, at=by.at, kind="STAGE", asked=asked, reason=WHY)
        if status:
            Export.objects.filter(pk=export.pk).update(status=status)
        else:
            exports.make_next_export(at=now - timedelta(hours=1))
    by = scope(user, at=now)
    waiting = exports.ask_export(by=by, at=now, kind="FIGURES", asked={}, reason=WHY)
    Export.objects.filter(pk=waiting.pk).update(parts=120, made_parts=40)
    return user
