"""Permissions on requests to read more: a leader of the unit settles one, never the person."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Rules, SiteRules, refusal_reason
from people.access.reading_limits import may_ask_for_more
from people.access.scopes import Scope
from people.administration.unit_leaders import LEADERS
from people.identity.capacities import NAMING_RESTS_ON
from people.models import ReadingRequest


@refusal_reason(_("Only people who read cases, or work with victims, can ask to read more."))
def is_limited_by_work(scope: Scope) -> bool:
    return may_ask_for_more(scope)


@refusal_reason(_("You have no role for which this is needed."))
def may_look_at_requests(scope: Scope) -> bool:
    return bool(scope.all_capacities & (NAMING_RESTS_ON | LEADERS)) and scope.system_id is None


@refusal_reason(_("Only the person who asked, and those who lead the unit, see this."))
def sees_reading_request(scope: Scope, asked: ReadingRequest) -> bool:
    return asked.by_id in scope.accounts or asked.unit_id in scope.units_with(*LEADERS)


@refusal_reason(_("Only someone who leads the unit can answer this."))
def leads_the_unit(scope: Scope, asked: ReadingRequest) -> bool:
    return asked.unit_id in scope.units_with(*LEADERS)


@refusal_reason(_("You asked for this, so another leader of the unit must answer it."))
def is_not_asker(scope: Scope, asked: ReadingRequest) -> bool:
    return not scope.accounts & set(asked.authors)


@refusal_reason(_("Only the person who asked can withdraw this."))
def is_asker(scope: Scope, asked: ReadingRequest) -> bool:
    return asked.by_id == scope.user_id


@refusal_reason(_("This has been answered already."), stage=True)
def is_request_open(scope: Scope, asked: ReadingRequest) -> bool:
    return asked.is_waiting


SETTLING = [sees_reading_request, leads_the_unit, is_not_asker, is_request_open]
READING_REQUEST = Rules(
    {
        "see_reading_request": [sees_reading_request],
        "approve_reading": SETTLING,
        "refuse_reading": SETTLING,
        "withdraw_reading": [sees_reading_request, is_asker, is_request_open],
    },
    fresh={"approve_reading"},
)
# Pages about one request: the tests above follow once it is found.
READING_SITE = SiteRules(
    {
        "see_reading": [may_look_at_requests],
        "ask_to_read_more": [is_limited_by_work],
        **{verb: [may_look_at_requests] for verb in READING_REQUEST},
    },
    fresh={"approve_reading"},
)
