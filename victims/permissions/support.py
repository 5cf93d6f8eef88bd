"""Permission table of a victim's support by a service."""

from django.utils.translation import gettext_lazy as _

from cases.permissions.capacity_tests import held_as
from people.access.scopes import Rules, Scope, Standing, refusal_reason
from victims.models import Support, SupportStatus
from victims.permissions.conflicts import service_conflict_verbs

for_service = held_as(
    "manage_support", "assigned_isva",
    reason=_("Only the ISVA who supports this victim, or the manager of the service, can do this."),
)  # fmt: skip
for_its_manager = held_as(
    "manage_support", reason=_("Only the manager of the service can do this.")
)

reads_every_entry = for_its_manager  # the service's private entries


@refusal_reason(_("The service has answered already."), stage=True)
def is_waiting_for_service(who: Standing, support: Support) -> bool:
    return support.status == SupportStatus.ASKED


@refusal_reason(_("The service does not support this victim now."), stage=True)
def is_supported(who: Standing, support: Support) -> bool:
    return support.status == SupportStatus.SUPPORTED


SUPPORT = Rules(
    {
        "see_support": [for_service],
        "see_consents": [for_service],
        "accept_support": [for_its_manager, is_waiting_for_service],
        "decline_support": [for_its_manager, is_waiting_for_service],
        "assign_isva": [for_its_manager, is_supported],
        "end_support": [for_its_manager, is_supported],
        "record_consent": [for_service, is_supported],
        "withdraw_consent": [for_service],
        "confirm_consent": [for_service, is_supported],
        "see_liaison_notes": [for_service],
        "send_liaison_note": [for_service, is_supported],
        **service_conflict_verbs(for_service, for_its_manager),
    }
)


@refusal_reason(_("Only ISVAs and the managers of their service see this."))
def supports_victims(scope: Scope) -> bool:
    return scope.holds("support_victims") or scope.holds("manage_support")
