"""Decisions that leave the second victim out, for tests."""

from cases.case_details.actions import cases as case_actions
from cases.decisions.counts import StatedUncharged
from cases.models import WhyUncharged
from devtools.case_builder import CaseBuilder
from tests.support.cases.charges import allegations_against, authorise_charge_of, report_charge_of
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.disposals import authorise_disposal

REASON = "The messages do not bear it out, and nobody else saw it."


def two_victims(people, **facts):
    """An allegation about the first victim, two about the second; with a prosecutor."""
    builder = CaseBuilder(people, **facts)
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    for code in ("SX03007", "SX03003"):
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.second,
            suspect=builder.suspects[0], offence=offence_with_code(code), from_on=NIGHT,
        )  # fmt: skip
    return builder.allocate()


def leave_out(builder, kind, whys=("EVIDENTIAL", "EVIDENTIAL"), victim=None):
    """A charge or a disposal of what is not about the victim, with these reasons in turn."""
    alleged = allegations_against(builder.suspects[0])
    out = (victim or builder.second).pk
    theirs = [each for each in alleged if each.victim_id == out]
    facts = {
        "allegations": [each for each in alleged if each not in theirs],
        "uncharged": [
            StatedUncharged(each, WhyUncharged(why), REASON)
            for each, why in zip(theirs, whys[: len(theirs)], strict=True)
        ],
    }
    if kind == "charge":
        builder.have_reviewed(builder.suspects[0])
        return authorise_charge_of(builder, **facts)
    return authorise_disposal(builder, **facts)


def report_charge_about_others(builder):
    """The police report what was authorised: nothing about the second victim."""
    alleged = allegations_against(builder.suspects[0])
    laid = [(each.victim, each.offence) for each in alleged if each.victim_id != builder.second.pk]
    return report_charge_of(builder, charges=laid)
