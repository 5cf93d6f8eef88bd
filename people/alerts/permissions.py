"""Permissions on alerts: those who lead the unit see and answer them, never whom they are about."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Rules, SiteRules, refusal_reason
from people.access.scopes import Scope
from people.administration.unit_leaders import LEADERS
from people.models import InsiderAlert


@refusal_reason(_("Only those who lead a unit see its alerts, and what is looked for."))
def leads_a_unit(scope: Scope) -> bool:
    return bool(scope.all_capacities & LEADERS) and scope.system_id is None


@refusal_reason(_("Only another person who leads the unit sees this."))
def answers_for_unit(scope: Scope, alert: InsiderAlert) -> bool:
    is_about_them = bool(scope.accounts & set(alert.about))
    return not is_about_them and alert.unit_id in scope.units_with(*LEADERS)


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
        "see_alert_rules": [leads_a_unit],
        **{verb: [leads_a_unit] for verb in INSIDER_ALERT},
    }
)
