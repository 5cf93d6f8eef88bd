"""Permission table of victims' records."""

from django.utils.translation import gettext_lazy as _

from cases.permissions.conflicts import for_conflict_watch
from people.access.export_right import takes_exports
from people.access.scopes import Rules, Scope, SiteRules, refusal_reason
from people.administration.permissions import may_read_log
from victims.permissions.capacity_tests import (
    for_asking,
    for_contact,
    for_naming,
    knows_of_victim,
)
from victims.permissions.conflicts import RECORD_CONFLICTS
from victims.permissions.contacts import CONTACTS
from victims.permissions.court_support import SUPPORT_IN_COURT
from victims.permissions.duties import DUTIES, reads_duty_figures
from victims.permissions.meetings import may_be_contacted
from victims.permissions.support import supports_victims
from victims.permissions.vrr_requests import REVIEWS_OF_RECORD


@refusal_reason(_("You have no role on a unit or on a case."))
def reads_of_victims(scope: Scope) -> bool:
    return scope.user_id is not None


RECORD = Rules(
    {
        "see_victim": [knows_of_victim],
        "record_wishes": [for_contact],
        "record_identity": [for_contact],
        "reveal_identity": [knows_of_victim],
        "see_victim_readers": [knows_of_victim],
        "see_identity_destruction": [knows_of_victim],
        "propose_identity_destruction": [for_conflict_watch],
        # Who speaks with the victim, so no prosecutor and nobody who leads a unit (ADR 112).
        "see_characteristics": [for_asking],
        "record_characteristics": [for_asking],
        "name_victim_contact": [for_naming],
        "see_victim_support": [knows_of_victim],
        "refer_to_service": [for_contact],
        "pass_withdrawal_on": [for_contact],
        "see_letters": [knows_of_victim],
        "write_letter": [for_contact],
        "see_meetings": [knows_of_victim],
        "offer_meeting": [for_contact, may_be_contacted],
        **CONTACTS,
        **RECORD_CONFLICTS,
        **REVIEWS_OF_RECORD,
        **DUTIES,
        **SUPPORT_IN_COURT,
    },
    fresh={"reveal_identity"},
)

SITE = SiteRules(
    {
        "see_victims": [reads_of_victims],
        "find_victim": [reads_of_victims],
        "see_owed_duties": [reads_of_victims],
        "see_duty_figures": [reads_duty_figures],
        "see_duty_figures_list": [reads_duty_figures],
        "see_calls": [reads_of_victims],
        "see_victim_hearings": [reads_of_victims],
        "see_supported": [supports_victims],
        "see_my_day": [supports_victims],
        "see_log_answer": [may_read_log],
        "make_log_extract": [may_read_log, takes_exports],
    },
    fresh={"make_log_extract"},
)
