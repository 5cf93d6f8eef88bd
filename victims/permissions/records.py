"""What may be done about what is known of a victim, and by whom."""

from django.utils.translation import gettext_lazy as _

from people.access import Rules, Scope, SiteRules, because
from victims.permissions.conflicts import OF_RECORD
from victims.permissions.contacts import CONTACTS
from victims.permissions.duties import DUTIES, for_figures
from victims.permissions.meetings import may_be_contacted
from victims.permissions.reviews import REVIEWS_OF_RECORD
from victims.permissions.support import supports_victims
from victims.permissions.who import for_contact, for_naming, knows_of_her
from victims.permissions.withdrawals import SUPPORT_IN_COURT


@because(_("You have no role on a unit or on a case."))
def reads_of_victims(scope: Scope) -> bool:
    return scope.user_id is not None


RECORD = Rules(
    {
        "see_victim": [knows_of_her],
        "record_wishes": [for_contact],
        "record_identity": [for_contact],
        "reveal_identity": [knows_of_her],
        "name_victim_contact": [for_naming],
        "see_victim_support": [knows_of_her],
        "refer_to_service": [for_contact],
        "pass_withdrawal_on": [for_contact],
        "see_letters": [knows_of_her],
        "write_letter": [for_contact],
        "see_meetings": [knows_of_her],
        "offer_meeting": [for_contact, may_be_contacted],
        **CONTACTS,
        **OF_RECORD,
        **REVIEWS_OF_RECORD,
        **DUTIES,
        **SUPPORT_IN_COURT,
    }
)

SITE = SiteRules(
    {
        "see_victims": [reads_of_victims],
        "find_victim": [reads_of_victims],
        "see_owed_duties": [reads_of_victims],
        "see_duty_figures": [for_figures],
        "see_duty_figures_list": [for_figures],
        "see_calls": [reads_of_victims],
        "see_supported": [supports_victims],
    }
)
