"""Permissions on alerts: those who lead the unit see and answer them, never whom they are about."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Rules, SiteRules, refusal_reason
from people.access.scopes import Scope
from people.administration.unit_leaders import LEADERS
from people.identity.capacities import LEADING, READING_OF_SUPPORT
from people.models import InsiderAlert

AUDITS = "read_audit_log"
# In the office of administrators and auditors, auditors answer: for themselves, for administrators,
# and for those whose own units nobody else leads.
ANSWERING = LEADERS - {"administer_accounts"}


@refusal_reason(_("Only those who lead a unit see its alerts, and what is looked for."))
def leads_a_unit(scope: Scope) -> bool:
    return bool(scope.all_capacities & ANSWERING) and scope.system_id is None


@refusal_reason(_("Only those who lead a unit with cases, and auditors, see what is looked for."))
def answers_about_cases(scope: Scope) -> bool:
    leads = bool(scope.all_capacities & (LEADING | READING_OF_SUPPORT | {AUDITS}))
    return leads and scope.system_id is None


@refusal_reason(_("Only another person who leads the unit sees this."))
def answers_for_unit(scope: Scope, alert: InsiderAlert) -> bool:
    is_about_them = bool(scope.accounts & set(alert.about))
    return not is_about_them and alert.unit_id in units_answered_for(scope)


def units_answered_for(scope: Scope) -> list[int]:
    """The units whose alerts a person answers."""
    return scope.units_with(*ANSWERING)


@refusal_reason(_("This has been answered already."), stage=True)
def is_alert_open(scope: Scope, alert: InsiderAlert) -> bool:
    return alert.is_open


INSIDER_ALERT = Rules(
    {
        "see_alert": [answers_for_unit],
        "answer_alert": [answers_for_unit, is_alert_open],
    }
)
# Pages about one alert: the tests above follow once it is found.
ALERTS_SITE = SiteRules(
    {
        "see_alerts": [leads_a_unit],
        "see_alert_rules": [answers_about_cases],
        **{verb: [leads_a_unit] for verb in INSIDER_ALERT},
    }
)
