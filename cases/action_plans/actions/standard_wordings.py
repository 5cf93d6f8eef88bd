"""Standard wordings of action items, maintained by the managers of each CPS Area."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Category, Wording, WordingVersion
from cases.permissions import SITE
from people.access import audit_log
from people.access.scopes import Refused, Scope, Stale
from people.models import Agency, Operation

RETIRED = _("This wording has been retired, so it is not changed any more.")
NOTHING_CHANGED = _("Nothing has changed. Change the title or the wording, or go back.")


@transaction.atomic
def add_wording(*, by: Scope, at: datetime, category: str, title: str, text: str) -> Wording:
    """Add a wording for the prosecutors of one's own CPS Area."""
    SITE.check(by, "add_wording")
    wording = Wording.objects.create(agency_id=by.actor.agency_id, category=Category(category))
    _create_wording_version(wording, title, text, "", by=by, at=at)
    _audit_wording("add_wording", wording, by=by, at=at, operation=Operation.COLLECTION)
    return wording


@transaction.atomic
def amend_wording(
    *, wording: Wording, by: Scope, at: datetime, title: str, text: str, reason: str, version: int
) -> Wording:
    """
    Save a new version of a wording; items based on an earlier version do not change.

    Raises Stale if another user changed it, Refused if nothing changed.
    """
    wording = _open_wording_action("amend_wording", wording, by=by)
    now = wording.versions.get(number=wording.version)
    if version != wording.version:
        pairs = [("title", now.title, title), ("text", now.text, text)]
        differing = [pair for pair in pairs if pair[1] != pair[2]]
        raise Stale(differing, version=wording.version)
    if (now.title, now.text) == (title, text):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    wording.version += 1
    wording.save(update_fields=["version"])
    _create_wording_version(wording, title, text, reason, by=by, at=at)
    _audit_wording("amend_wording", wording, by=by, at=at)
    return wording


@transaction.atomic
def retire_wording(*, wording: Wording, by: Scope, at: datetime, reason: str) -> Wording:
    """Retire a wording, with a reason; items based on it do not change."""
    wording = _open_wording_action("retire_wording", wording, by=by)
    wording.retired_by_id, wording.retired_at, wording.retired_because = by.user_id, at, reason
    wording.save(update_fields=["retired_by", "retired_at", "retired_because"])
    _audit_wording("retire_wording", wording, by=by, at=at)
    return wording


def move_wordings_to_agency(*, agency: Agency, into: Agency, by: Scope, at: datetime) -> None:
    """Give the wordings of a CPS Area to the Area that it is merged into."""
    Wording.objects.filter(agency=agency).update(agency=into)


def own_wording_version(pk: UUID | str | None, *, by: Scope) -> WordingVersion | None:
    """
    The wording version with this id, of one's own Area; None if there is none.

    It says only where the text came from. So a plan that was proposed in another Area, before its
    unit was moved, is sent as it was approved.
    """
    rows = WordingVersion.objects.filter(wording__agency=by.agency_id)
    return rows.filter(pk=pk).first() if pk else None


def _open_wording_action(verb: str, wording: Wording, *, by: Scope) -> Wording:
    """
    Check the permission and lock a wording of one's own Area. Raises Refused if it is retired.
    """
    SITE.check(by, verb)
    rows = Wording.objects.select_for_update(no_key=True)
    wording = rows.get(pk=wording.pk, agency=by.agency_id)
    if wording.retired_at:
        raise Refused(RETIRED, is_stage=True)
    return wording


def _create_wording_version(
    wording: Wording, title: str, text: str, reason: str, *, by: Scope, at: datetime
) -> None:
    WordingVersion.objects.create(
        wording=wording, number=wording.version, title=title, text=text, reason=reason,
        by_id=by.actor.id, at=at,
    )  # fmt: skip


def _audit_wording(
    verb: str,
    wording: Wording,
    *,
    by: Scope,
    at: datetime,
    operation: Operation = Operation.ALTERATION,
) -> None:
    audit_log.record_entry(
        operation=operation, verb=verb, by=by, capacities=by.all_capacities,
        kind=Wording._meta.label, ids=[wording.pk], at=at,
    )  # fmt: skip
