"""Who may be a victim's named contact: people who work with victims on the victim's unit."""

from datetime import datetime

from people.access.expiry import live_at
from people.models import Side, UnitGrant, User
from victims.models import VictimRecord

CONTACT_CAPACITIES_BY_SIDE = {
    Side.POLICE: {"contact_victims", "refer_cases", "supervise_cases"},
    Side.CPS: {"liaise_with_victims"},
}


def possible_contacts_of_victim(
    record: VictimRecord, side: str, *, at: datetime
) -> dict[int, User]:
    """
    {id: person} of a side's unit who contact victims, including any in conflict with the case.
    """
    unit = getattr(record, record.unit_of[side] + "_id")
    grants = UnitGrant.objects.filter(
        live_at(at), content_object=unit,
        permission__codename__in=CONTACT_CAPACITIES_BY_SIDE[Side(side)],
    )  # fmt: skip
    people = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return {person.pk: person for person in people.order_by("name")}
