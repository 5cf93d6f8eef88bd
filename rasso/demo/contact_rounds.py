"""A round of agreed calls to victims, after which some are still to be made."""

from datetime import datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING

from people.access.scopes import scope_of
from rasso.demo import texts
from victims.actions.contacts import record_contact
from victims.actions.records import record_wishes
from victims.models import VictimRecord
from victims.queries.contacts_due import own_contacts_due
from victims.safe_hours import SafeHoursRow

if TYPE_CHECKING:
    from uuid import UUID

    from people.models import User
    from rasso.demo.cast import Pair
    from rasso.demo.simulated_time import Road, SimulatedTime

MOST = 100  # calls of a round
WEEKDAYS, EVERY_DAY = [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7]
# The hours that victims say, in turn; [] where they keep to what they said before.
HOURS: tuple[list[SafeHoursRow], ...] = (
    [{"days": WEEKDAYS, "from": "09:00", "until": "12:00"}],
    [{"days": EVERY_DAY, "from": "08:00", "until": "20:00"}],
    [],
    [{"days": EVERY_DAY, "from": "18:00", "until": "21:00"}],
    [{"days": WEEKDAYS, "from": "10:00", "until": "16:00"}],
)
CALLER = "contact-officer"
LEFT = 4  # of so many victims whose call is due, the number of the one who is not called


def call_victims(world: "SimulatedTime", pair: "Pair") -> "Road":
    """One step: the contact officer calls all but one of four victims on their list by then."""
    caller = pair.people[CALLER]
    rows, _more = own_contacts_due(scope_of(caller, at=world.now), most=MOST)
    for number, row in enumerate(rows):
        if number % LEFT:
            _call(world, row.pk, by=caller)
    yield timedelta()


def record_hours(pair: "Pair", *, at: datetime) -> None:
    """
    Four of five victims on the contact officer's list say when a call is safe. The last thing that
    happens, since every later call would have to keep to it.
    """
    by = scope_of(pair.people[CALLER], at=at)
    rows, _more = own_contacts_due(by, most=MOST)
    for row, hours in zip(rows, cycle(HOURS), strict=False):
        if hours:
            record = VictimRecord.objects.unscoped("demo").get(pk=row.pk)
            record_wishes(
                record=record, by=by, at=at, version=record.version, safe_hours=hours,
                safe_times="", changed_because=texts.HOURS_SAID,
            )  # fmt: skip


def _call(world: "SimulatedTime", pk: "UUID", *, by: "User") -> None:
    at = world.now
    world.now += timedelta(minutes=10)
    record = VictimRecord.objects.unscoped("demo").get(pk=pk)
    record_contact(
        record=record, by=scope_of(by, at=at), at=at, version=record.version, direction="OUT",
        channel="PHONE", contacted_at=at, is_safe_now=True, outcome="REACHED", spoke_to="VICTIM",
        is_identity_checked=True, isva_told="NO_ISVA", conveyed=[("NOTHING_NEW", [])],
    )  # fmt: skip
