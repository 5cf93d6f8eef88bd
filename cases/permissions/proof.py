"""Permission tables of the matrix of proof: what bears on a point, and gaps."""

from django.utils.translation import gettext_lazy as _

from cases.models import Bearing, Gap
from cases.permissions.capacity_tests import for_those_who_prove
from people.access.scopes import Rules, Standing, refusal_reason
from people.models import Side


@refusal_reason(_("Only the side that recorded it can remove it."))
def is_bearing_of_own_side(who: Standing, bearing: Bearing) -> bool:
    return who.side == bearing.side


@refusal_reason(_("This has been removed already."), stage=True)
def is_bearing_there(who: Standing, bearing: Bearing) -> bool:
    return bearing.ended_at is None


@refusal_reason(_("The prosecutor recorded this gap, so the prosecutor closes it."))
def may_close_gap(who: Standing, gap: Gap) -> bool:
    return who.side in (Side.CPS, gap.side)


@refusal_reason(_("This gap has been closed already."), stage=True)
def is_gap_open(who: Standing, gap: Gap) -> bool:
    return gap.ended_at is None


BEARING = Rules({"remove_bearing": [for_those_who_prove, is_bearing_of_own_side, is_bearing_there]})
GAP = Rules({"close_gap": [for_those_who_prove, may_close_gap, is_gap_open]})
