"""What a supervisor's sign-off does, whatever it sends: find the CPS unit, and disclose."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from cases.actions import allocations, transfers
from cases.actions.open_case_action import save_next_version
from cases.models import Allegation, Case, Referral, Suspect, Victim
from cases.queries.referrals import receiving_unit
from people.access.scopes import Refused, Scope

VERSION_STEP = 1_000  # nobody changes a row as often before it is sent


def assign_receiving_unit(case: Case, urgency: str, verb: str, *, by: Scope, at: datetime) -> None:
    """Give a locked case to the CPS unit that receives what is sent now, if it has another."""
    unit = receiving_unit(case, urgency, by)
    if unit is None:
        raise Refused(
            _("No CPS unit is set for your unit’s referrals. Ask the administrator to set one."),
            is_stage=True,
        )
    if not unit.is_open:
        told = {"unit": unit.name}
        raise Refused(_("%(unit)s is closed. Ask the administrator.") % told, is_stage=True)
    if unit.pk != case.cps_unit_id:
        transfers.end_overtaken_offer(case, by=by, at=at)
        allocations.end_cps_named_roles(case, by=by, at=at)
        case.cps_unit, case.is_allocated = unit, False
        save_next_version(case, verb, by=by, at=at)


def make_visible_to_cps(suspects: Collection[Suspect]) -> None:
    """
    What is sent about suspects stops being the police's alone; turns.move saves each suspect.

    Of what is alleged that is what stands now: a version that was corrected before it was ever
    sent, and a victim whom only that one named, stay with the police.
    """
    for suspect in suspects:
        suspect.only_side = ""
        jump_version(suspect)
    sent = Allegation.objects.system("sent with their suspects").filter(
        suspect__in=suspects, is_current=True
    )
    about = Victim.objects.system("sent with the allegations").filter(allegations__in=sent)
    Victim.objects.system("sent with the allegations").filter(pk__in=about).update(only_side="")
    sent.update(only_side="")


def jump_version(row: Suspect | Referral) -> None:
    """
    The versions of a row that is sent go on from the next thousand.

    The CPS is told them, and would read from one that goes on by one how often the police have
    changed the row, or a supervisor has sent it back, before it was sent.
    """
    row.version += VERSION_STEP - row.version % VERSION_STEP
