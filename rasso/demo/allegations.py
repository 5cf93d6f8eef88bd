"""What is alleged in a story: of this year or the last, and in one of an act of long ago."""

from typing import TYPE_CHECKING, Any

from cases.models import Offence
from cases.states import State
from rasso.demo import texts
from rasso.demo.simulated_time import days

if TYPE_CHECKING:
    from rasso.demo.stories import Story


BESIDE_IT = "SX03128"  # exposure, alleged beside the main act where one of two is charged


def is_of_long_ago(story: "Story") -> bool:
    """Whether the act was in 2004, on a day that no one remembers."""
    return story.is_of_long_ago or story.until == State.WITH_PROSECUTOR


def what_is_alleged(story: "Story") -> list[dict[str, Any]]:
    """The facts of each allegation; of an act of long ago, in the alternative under two Acts."""
    if is_of_long_ago(story):
        known = Offence.objects.filter(code__in=texts.OFFENCES_OF_LONG_AGO).order_by("code")
        return [{"offence": offence} | texts.LONG_AGO for offence in known]
    known = Offence.objects.filter(code__in=texts.OFFENCES).order_by("code")
    offence = story.chance.choice(list(known))
    day = story.today - days(story.chance.randint(20, 400))
    alleged: list[dict[str, Any]] = [{"offence": offence, "from_on": day}]
    if story.has_act_beside or story.until == State.CHARGE_AUTHORISED:
        alleged.append({"offence": Offence.objects.get(pk=BESIDE_IT), "from_on": day})
    return alleged
