"""Answer an alert: by someone who leads the unit, never the person it is about."""

from datetime import datetime

from django.db import transaction

from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.administration.actions.open_admin_action import log_admin_action
from people.alerts.permissions import INSIDER_ALERT
from people.models import InsiderAlert


@transaction.atomic
def answer_alert(
    *, alert: InsiderAlert, by: Scope, at: datetime, outcome: str, text: str
) -> InsiderAlert:
    """Record what a leader found, which closes the alert."""
    rows = InsiderAlert.objects.select_for_update(of=("self",), no_key=True)
    alert = rows.select_related("person", "unit").get(pk=alert.pk)
    check_grants_unchanged(by)
    INSIDER_ALERT.check(by, "answer_alert", alert)
    alert.outcome, alert.answer_text = outcome, text
    alert.answered_by_id, alert.answered_at = by.user_id, at
    alert.save(update_fields=["outcome", "answer_text", "answered_by", "answered_at"])
    log_admin_action("answer_alert", alert, by=by, at=at)
    return alert
