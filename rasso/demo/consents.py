"""Demo cases that are not prosecuted without the consent of the Director of Public Prosecutions."""

from datetime import date
from typing import Any

from cases.decisions.actions import consents
from cases.models import Offence, Suspect
from rasso.demo import decisions
from rasso.demo.reversals import ReversalStory
from rasso.demo.simulated_time import Road
from timeliness.calendar import london_day

ASKED = "ASKED"
ENDINGS = (ASKED,)
ANSWERED = ("GIVEN", "REFUSED")
INCEST, IN_1998 = "SX56009", date(1998, 8, 16)  # 1956 Act s.10: of acts before 1 May 2004


class ConsentStory(ReversalStory):
    """
    A charge of an act of long ago, authorised while the consent is asked for.

    ending: where the consent stands in the end: asked for, given or refused.
    """

    is_of_long_ago = True  # so that the suspect was an adult then

    def what_is_alleged(self) -> list[dict[str, Any]]:
        return [{"offence": Offence.objects.get(pk=INCEST), "from_on": IN_1998}]

    def decided(self, suspect: Suspect) -> Road:
        decisions.authorise_charge_of(self, suspect, consent=ASKED)
        yield self.wait(0.5, 1)
        if self.ending == ASKED:
            return
        yield self.wait(3, 5)
        self.do(
            self.prosecutor, consents.record_prosecution_consent, suspect=suspect,
            answer=self.ending, version=1, on=london_day(self.world.now),
        )  # fmt: skip
        yield self.wait(0.5, 1)
