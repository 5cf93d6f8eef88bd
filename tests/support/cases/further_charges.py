"""Further charges of a suspect who is charged: alleged, reviewed, and added."""

from cases.action_plans.actions import action_plans
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import further_charges
from cases.models import Allegation
from tests.support.cases.counts import NIGHT, PENETRATION, WHAT, offence_with_code
from timeliness.calendar import london_day

CAME_OUT = "She has told the officer of a second act, and the messages bear it out."


def allege_further(builder, n=0, victim=None, code=PENETRATION, from_on=NIGHT):
    """The police record what has come out since the suspect was charged."""
    return builder.do(
        case_actions.add_allegation, "officer", case=builder.case, suspect=builder.suspects[n],
        victim=victim or builder.victim, offence=offence_with_code(code), from_on=from_on,
    )  # fmt: skip


def review_again(builder, n=0, test="FULL", **sections):
    """The prosecutor reviews what came out, without a plan."""
    return builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=[builder.suspects[n]],
        test=test, **{"evidence": CAME_OUT} | sections,
    )  # fmt: skip


def add_charge_of(builder, alleged=None, n=0, who="prosecutor", **facts):
    """The prosecutor adds a charge: of an allegation as it is, unless facts say otherwise."""
    said = {"victim": builder.victim, "offence": offence_with_code(PENETRATION), "from_on": NIGHT}
    if alleged:
        row = Allegation.objects.unscoped("test").select_related("victim", "offence")
        row = row.get(pk=alleged.pk)
        said = {"allegation": row, "victim": row.victim, "offence": row.offence}
        said |= {"from_on": row.from_on, "to_on": row.to_on}
    said |= {"particulars": WHAT, "text": CAME_OUT, "on": london_day(builder.at)} | facts
    return builder.do(further_charges.add_charge, who, suspect=builder.suspects[n], **said)
