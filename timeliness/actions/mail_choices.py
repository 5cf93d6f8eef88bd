"""Save when a person wants mail."""

from datetime import datetime

from django.db import transaction

from people.access import audit_log
from people.access.permission_tables import Stale
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope
from people.administration.actions.open_admin_action import field_differences
from people.models import Operation, User
from people.models.nullable import not_null
from timeliness.mail_queries import mail_choice_of
from timeliness.mail_times import next_daily_mail
from timeliness.models import MailChoice
from timeliness.permissions import SITE


@transaction.atomic
def choose_mail_hours(
    *, by: Scope, at: datetime, version: int, daily_hour: int | None,
    quiet_from: int | None, quiet_to: int | None,
) -> MailChoice:  # fmt: skip
    """
    Save the caller's own choice. What is held for them is judged by it at the worker's next run.

    Raises Stale if it was changed after the page was opened, Refused if the account was closed.
    """
    SITE.check(by, "choose_mail_hours")
    # The account, since there may be no choice yet.
    User.objects.select_for_update(no_key=True).get(pk=not_null(by.user_id))
    check_grants_unchanged(by)
    choice = _locked(by)
    chosen = {"daily_hour": daily_hour, "quiet_from": quiet_from, "quiet_to": quiet_to}
    if version != choice.version:
        raise Stale(field_differences(choice, chosen), version=choice.version)
    if daily_hour is None:
        choice.next_mail_at = None
    elif daily_hour != choice.daily_hour:
        choice.next_mail_at = next_daily_mail(daily_hour, after=at)
    choice.daily_hour, choice.quiet_from, choice.quiet_to = daily_hour, quiet_from, quiet_to
    choice.version += 1
    choice.save()
    _log_choice(choice, by=by, at=at)
    return choice


def _locked(by: Scope) -> MailChoice:
    """The caller's choice, locked against the worker, which moves the time of the next mail."""
    row = MailChoice.objects.select_for_update(no_key=True).filter(person=by.user_id).first()
    return row or mail_choice_of(by)


def _log_choice(choice: MailChoice, *, by: Scope, at: datetime) -> None:
    audit_log.record_entry(
        operation=Operation.ALTERATION, verb="choose_mail_hours", by=by,
        capacities=by.all_capacities, kind=MailChoice._meta.label, ids=[choice.pk], at=at,
    )  # fmt: skip
