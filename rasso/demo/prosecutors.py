"""What the demo's managers record about prosecutors, to help them allocate."""

from datetime import timedelta

from cases.allocation.actions import prosecutors
from people.access.scopes import scope_of
from rasso.demo.cast import Pair
from rasso.demo.simulated_time import Road, SimulatedTime
from timeliness.calendar import london_day


def set_up_prosecutors(world: SimulatedTime, pair: Pair) -> Road:
    """Record a specialism of one prosecutor, and an absence of the other next week."""
    by = scope_of(pair.people["manager"], at=world.now)
    at = world.now
    prosecutors.record_specialisms(
        person=pair.people["prosecutor"], codes=["CHILDREN"], by=by, at=at
    )
    first = london_day(world.ends_at) + timedelta(days=7)
    prosecutors.record_absence(
        person=pair.people["prosecutor2"],
        from_on=first,
        until_on=first + timedelta(days=4),
        by=by,
        at=at,
    )
    yield timedelta(days=1)
