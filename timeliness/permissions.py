"""Permissions of the calendar and operations pages: administrators; of their email: each person."""

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Rules, SiteRules, refusal_reason
from people.access.scopes import Scope
from people.text.dates import format_weekday
from timeliness.calendar import SATURDAY, bank_holidays, london_day
from timeliness.models import ExtraDay


@refusal_reason(_("Only administrators manage the closed days."))
def is_administrator(scope: Scope) -> bool:
    return scope.holds("administer_accounts")


@refusal_reason(_("Only administrators see how the service runs."))
def runs_the_service(scope: Scope) -> bool:
    return scope.holds("administer_accounts")


@refusal_reason(_("Only a person chooses when they are emailed."))
def is_emailed(scope: Scope) -> bool:
    return scope.user_id is not None and scope.system_id is None


SITE = SiteRules(
    {
        "choose_mail_hours": [is_emailed],
        "see_closed_days": [is_administrator],
        "announce_closed_day": [is_administrator],
        "withdraw_closed_day": [is_administrator],
        "see_operations": [runs_the_service],
        "send_again": [runs_the_service],
        "let_message_be": [runs_the_service],
    }
)


# Pages about one closed day: the tests take the caller's scope and the day.


@refusal_reason(_("Only administrators manage the closed days."))
def administers(scope: Scope, row: ExtraDay) -> bool:
    return scope.holds("administer_accounts")


@refusal_reason(_("This day is over. Choose today or a later day."), stage=True)
def is_to_come(scope: Scope, row: ExtraDay) -> bool:
    return row.day >= london_day(scope.at)


def why_closed(scope: Scope, row: ExtraDay) -> str:
    """Why a day that is a bank holiday or at a weekend cannot be announced."""
    words = {"day": format_weekday(row.day), "holiday": bank_holidays().get(row.day)}
    if words["holiday"]:
        return say("%(day)s is a bank holiday already: %(holiday)s.") % words
    return say("%(day)s is at a weekend, when offices are closed anyway.") % words


@refusal_reason(why_closed, stage=True)
def is_a_working_day(scope: Scope, row: ExtraDay) -> bool:
    return row.day.weekday() < SATURDAY and row.day not in bank_holidays()


DAY = Rules(
    {
        "announce_closed_day": [administers, is_to_come, is_a_working_day],
        "withdraw_closed_day": [administers, is_to_come],
    }
)
