"""What may be done about what a victim is to be told, and by whom."""

from django.utils.translation import gettext_lazy as _

from people.access import Rules, Scope, Standing, because
from people.rules import Table
from victims.models import Asked, VictimEvent, VictimRecord
from victims.permissions.who import for_contact, knows_of_her

FIGURES = {
    "contact_victims", "supervise_cases", "inspect_cases", "liaise_with_victims", "allocate_cases",
}  # fmt: skip


@because(_("Only those who work with victims, or who lead a unit, see these figures."))
def for_figures(scope: Scope) -> bool:
    return bool(scope.everything & FIGURES)


@because(
    _("The victim has not said that they do not want to be contacted, so this is to be told."),
    stage=True,
)
def has_opted_out(who: Standing, row: VictimRecord) -> bool:
    return row.wants_contact == Asked.NO


@because(_("Only the side that recorded this can withdraw it."))
def is_ours(who: Standing, row: VictimEvent) -> bool:
    return row.side == who.side


@because(_("This has been withdrawn already."), stage=True)
def stands(who: Standing, row: VictimEvent) -> bool:
    return row.withdrawn_at is None


DUTIES: Table = {
    "see_duties": [knows_of_her],
    "record_victim_event": [for_contact],
    "end_duties": [for_contact, has_opted_out],
}
DUTY = Rules({"see_duty": [knows_of_her]})
EVENT = Rules({"withdraw_victim_event": [for_contact, is_ours, stands]})
