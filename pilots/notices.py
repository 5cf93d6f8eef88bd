"""Who is told of what a panel asks, and of what leaves it. Where to look, no more."""

from people.models import Side
from timeliness.actions import outbox
from victims.notices import holders

# Who leads the unit whose decision it was, and the column of that unit.
LEADS = {
    Side.CPS: ("allocate_cases", "cps_unit_id"),
    Side.POLICE: ("inspect_cases", "police_unit_id"),
}


def refer_back(entry, *, at):
    """Ask those who lead the deciding unit for somebody who did not decide to look again."""
    capacity, unit = LEADS[Side.CPS if entry.decision_id else Side.POLICE]
    people = holders(capacity, getattr(entry.case, unit), at=at)
    about = {"subject": entry.case.urn, "about": entry.case_id}
    outbox.tell(people, notice="decision_referred_back", at=at, **about)


def case_left(panel, *, at):
    """Tell the conveners that the panel has a case less; nothing says why."""
    conveners = holders("convene_panels", panel.area_id, at=at)
    outbox.tell(conveners, notice="panel_case_left", subject=panel.reference, about=panel.pk, at=at)
