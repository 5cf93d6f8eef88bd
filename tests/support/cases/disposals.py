"""Out-of-court disposals: proposed, countersigned, given or not, their conditions met or not."""

from datetime import date, timedelta

from cases.decisions.actions import condition_variations, disposal_reports, disposals
from cases.decisions.counts import StatedUncharged
from cases.decisions.disposals import StatedCondition, StatedDisposal
from cases.models import DecisionKind, Suspect
from tests.support.cases.charges import allegations_against, number_in_force
from tests.support.cases.decisions import countersign_no_charge

ADULT, YOUTH = date(1990, 5, 1), date(2010, 5, 1)  # born
WHY = "He is dying, and she asks that he is not tried."
VIEWS = "She wants him to say what he did, and not to come near her."
STEPS = {
    "ADULT_CONDITIONAL": ["EXPLAINED", "WARNED", "SIGNED"],
    "ADULT_CAUTION": ["EXPLAINED", "AGREED"],
    "YOUTH_CONDITIONAL": ["EXPLAINED", "WARNED", "SIGNED", "ADULT_THERE"],
    "YOUTH_CAUTION": ["EXPLAINED", "ADULT_THERE"],
}


def set_birth(builder, n=0, born_on=ADULT):
    """Record the date of birth on which the kinds of disposal depend."""
    Suspect.objects.unscoped("test").filter(pk=builder.suspects[n].pk).update(born_on=born_on)


def stated(builder, n=0, kind="ADULT_CONDITIONAL", **facts):
    """A disposal of all allegations against a suspect, unless facts say otherwise."""
    alleged = allegations_against(builder.suspects[n])
    chosen = facts.pop("allegations", alleged)
    left_out = [each for each in alleged if each not in chosen]
    day = builder.at.date()
    conditions = [
        StatedCondition("REHABILITATION", "Attend the course.", day + timedelta(days=60)),
        StatedCondition("REPARATION", "Write to her.", day + timedelta(days=20)),
    ]
    said = {
        "kind": DecisionKind(kind), "allegations": chosen,
        "uncharged": [StatedUncharged(each, "EVIDENTIAL", "Not proved.") for each in left_out],
        "conditions": conditions if kind.endswith("CONDITIONAL") else [],
        "admitted_on": day - timedelta(days=3), "exceptional": WHY, "are_asked": True,
        "views": VIEWS,
    }  # fmt: skip
    return StatedDisposal(**said | facts)


def propose_disposal_of(builder, n=0, who="prosecutor", born_on=ADULT, reasons=None, **facts):
    """The prosecutor proposes a conditional caution of an adult, unless facts say otherwise."""
    suspect = builder.suspects[n]
    if born_on:
        set_birth(builder, n, born_on)
    builder.have_reviewed(suspect)
    said = {
        "rationale": "The test is met.", "public_interest_rationale": "A caution meets it.",
        "disposal": stated(builder, n, **facts),
    }  # fmt: skip
    return builder.do(disposals.propose_disposal, who, suspect=suspect, **said | (reasons or {}))


def authorise_disposal(builder, n=0, **facts):
    """Propose a disposal, and have it countersigned."""
    propose_disposal_of(builder, n, **facts)
    return countersign_no_charge(builder, builder.suspects[n])


def report_disposal_of(builder, n=0, who="officer", kind="ADULT_CONDITIONAL", **facts):
    """The officer reports today that it was given with every step, or what facts say."""
    said = {"was_given": True, "on": builder.at.date(), "confirmed": STEPS[kind]}
    said["version"] = number_in_force(builder.suspects[n])
    return builder.do(
        disposal_reports.report_disposal, who, suspect=builder.suspects[n], **said | facts
    )


def not_given(builder, n=0, **facts):
    """The officer reports that it was not given."""
    said = {"was_given": False, "confirmed": [], "text": "He would not sign."} | facts
    return report_disposal_of(builder, n, **said)


def report_conditions_of(builder, n=0, who="officer", were_met=True, **facts):
    """The officer reports today that the conditions were met, or one of them not."""
    said = {"were_met": were_met, "on": builder.at.date()}
    said["version"] = number_in_force(builder.suspects[n])
    said |= {} if were_met else {"text": "He did not go to the course, and gives no reason."}
    return builder.do(
        disposal_reports.report_conditions, who, suspect=builder.suspects[n], **said | facts
    )


def vary_conditions_of(builder, n=0, who="prosecutor", **facts):
    """The prosecutor leaves one condition out and moves the other, with the suspect's consent."""
    later = StatedCondition(
        "REHABILITATION", "Attend the course.", builder.at.date() + timedelta(days=90)
    )
    said = {"version": number_in_force(builder.suspects[n]), "conditions": [later],
            "agreed_on": builder.at.date(), "text": "The course was cancelled.",
            "are_asked": True, "views": "She does not mind."}  # fmt: skip
    return builder.do(
        condition_variations.vary_conditions, who, suspect=builder.suspects[n], **said | facts
    )


def give_caution(builder, n=0, **facts):
    """Authorise a disposal and report that it was given."""
    made = authorise_disposal(builder, n, **facts)
    report_disposal_of(builder, n, kind=facts.get("kind", "ADULT_CONDITIONAL"))
    return made
