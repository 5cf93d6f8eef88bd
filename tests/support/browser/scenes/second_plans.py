"""A second plan of the scene at each of its steps, with long texts."""

from cases.action_plans.actions import action_items
from devtools.case_builder import Road
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases.second_plans import judge, propose


def second_plans(people, start):
    """
    {name: a version of a second plan}. "worded" follows a declined one; "none" is a road without.
    """
    return {
        "worded": worded(_again(people, start)),
        "approved": approved(_again(people, start)),
        "none": _again(people, start),
    }


def worded(road):
    judge(road, propose_long(road), is_approved=False, judgement=LONG)
    return propose_long(road)


def approved(road):
    return judge(road, propose_long(road), judgement=LONG)


def propose_long(road):
    return propose(road, {"text": LONG}, {"line_of_inquiry": LONG, "weight": "DESIRABLE"}, why=LONG)


def _again(people, start):
    """The first plan is answered, and the prosecutor has recorded another review."""
    road = Road(people, at=start).allocate().plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Here.")
    return road.review()
