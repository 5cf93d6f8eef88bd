"""
A restricted case in the demo: a colleague asks to be let in, and opens it by break-glass meanwhile.

The supervisor has proposed to let them in, which waits for the inspector; the break-glass waits for
a review.
"""

from datetime import timedelta
from typing import Any

from cases.case_access.actions import access_requests, break_glass, restrictions
from cases.case_access.queries.restrictions import live_restriction
from cases.models import Case
from people.access.scopes import scope_of
from rasso.demo import texts
from rasso.demo.simulated_time import Road, hours
from rasso.demo.stories import Story

ENDINGS = ("waits for a second person",)


class RestrictedStory(Story):
    """A suspect is the relative of an officer, so that only named people read the case."""

    def __init__(self, *args: Any, ending: str, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.ending, self.count, self.officer = ending, 1, "officer"

    def road(self) -> Road:
        self.open_case()
        yield hours(2)
        inspector = self.pair.people["inspector"]
        about = {"case": self.fresh_case(), "reason": texts.RESTRICTED, "people": [inspector]}
        self.do("supervisor", restrictions.restrict_case, **about)
        yield timedelta(days=2)
        asked = {"urn": self.urn, "reason": texts.NEEDS_TO_READ}
        self.do("officer2", access_requests.ask_to_be_let_in, **asked)
        yield hours(6)
        urgent = {"kind": "HARM", "reason": texts.CANNOT_WAIT, "hours": 1}
        self.do("officer2", break_glass.break_glass, urn=self.urn, **urgent)  # ends by itself
        yield hours(9)
        by = scope_of(self.pair.people["supervisor"], at=self.world.now)
        let_in = {"person": self.pair.people["officer2"], "reason": texts.NEEDS_TO_READ}
        restriction = live_restriction(self.fresh_case(), by)
        self.do("supervisor", restrictions.propose_allowing, restriction=restriction, **let_in)

    def fresh_case(self) -> Case:
        """The case as it is now."""
        return Case.objects.unscoped("demo").get(pk=self.case.pk)
