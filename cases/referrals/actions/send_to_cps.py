"""Parts of a sign-off of any kind: find the receiving CPS unit and make suspects visible to it."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from cases.actions.open_case_action import save_next_version
from cases.actions.send_victim_requests import send_victim_requests
from cases.allocation.actions import allocations, transfers
from cases.case_access.actions.restrictions import follow_to_cps_unit
from cases.case_details.actions.circumstances import send_circumstances
from cases.models import Allegation, Case, Referral, Suspect, Victim
from cases.proof.actions.entries import send_proof
from cases.referrals.queries.referrals import receiving_unit
from people.access.scopes import Refused, Scope

VERSION_STEP = 1_000  # more edits than any row gets before it is sent


def assign_receiving_unit(case: Case, urgency: str, verb: str, *, by: Scope, at: datetime) -> None:
    """
    Move a locked case to the CPS unit that receives what is being sent, if it has another.

    Raises Refused if no unit is set as the route, or it is closed.
    """
    unit = receiving_unit(case, urgency, by)
    if unit is None:
        raise Refused(
            _("No CPS unit is set for your unit’s referrals. Ask the administrator to set one."),
            is_stage=True,
        )
    if not unit.is_open:
        values = {"unit": unit.name}
        raise Refused(_("%(unit)s is closed. Ask the administrator.") % values, is_stage=True)
    if unit.pk != case.cps_unit_id:
        transfers.end_overtaken_offer(case, by=by, at=at)
        allocations.end_cps_named_roles(case, by=by, at=at)
        is_new, case.cps_unit, case.is_allocated = case.cps_unit_id is None, unit, False
        save_next_version(case, verb, by=by, at=at)
        follow_to_cps_unit(case, is_new=is_new, by=by, at=at)


def make_visible_to_cps(suspects: Collection[Suspect]) -> None:
    """
    Clear `only_side` of suspects, of their current allegations and those allegations' victims, of
    the victims' circumstances, of what the police recorded of their proof, and of what they asked
    others about the victims.

    Versions corrected before they were ever sent, and victims only they name, stay private to the
    police. Does not save the suspects: turns.advance_suspect does.
    """
    for suspect in suspects:
        suspect.only_side = ""
        jump_version(suspect)
    sent = Allegation.objects.unscoped("sent with their suspects").filter(
        suspect__in=suspects, is_current=True
    )
    about = Victim.objects.unscoped("sent with the allegations").filter(allegations__in=sent)
    Victim.objects.unscoped("sent with the allegations").filter(pk__in=about).update(only_side="")
    sent.update(only_side="")
    send_circumstances(suspects)
    send_proof(suspects)
    send_victim_requests({each.case_id for each in suspects})


def jump_version(row: Suspect | Referral) -> None:
    """
    Raise `version` to the next multiple of 1,000. Does not save.

    Otherwise the CPS, which sees versions, could infer how often the police edited the row, or a
    supervisor sent it back, before it was sent.
    """
    row.version += VERSION_STEP - row.version % VERSION_STEP
