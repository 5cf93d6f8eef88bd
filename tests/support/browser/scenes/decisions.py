"""Roads of the scene with decisions: consultation, proposal, declined, proposed again."""

from datetime import timedelta

from cases.case_details.actions import cases
from cases.decisions.actions import consultations, court_facts, finalisations
from cases.models import LaidCharge
from devtools.case_builder import CaseBuilder
from people.models import Unit
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases import (
    charge_stops,
    charges,
    consents,
    counts,
    decisions,
    disposals,
    further_charges,
    reversals,
    second_prosecution,
)
from timeliness.calendar import london_day


def consult_and_decline(builder):
    """A long consultation of four people, and a proposal after it that was declined."""
    there = [
        builder.cast.officer,
        builder.cast.supervisor,
        builder.cast.prosecutor,
        builder.cast.manager,
    ]
    held = builder.do(
        consultations.record_consultation, "officer", case=builder.case, suspects=builder.suspects,
        held_on=builder.at.date(), mode="FACE_TO_FACE", took_part=there, summary=LONG,
    )  # fmt: skip
    decisions.propose_no_charge(builder, builder.suspects[0], consultation=held, rationale=LONG)
    decisions.decline_countersignature(builder, builder.suspects[0], text=LONG)
    builder.held = held
    return builder


def propose_twice(builder):
    """The same, with a second version that waits for a second reader."""
    consult_and_decline(builder)
    decisions.propose_no_charge(
        builder, builder.suspects[0], consultation=builder.held, rationale=f"{LONG}\n\n{LONG}"
    )
    return builder


def have_charges_read(builder):
    """Two charges in a unit that has them read: one waits for its second reader, one came back."""
    unit = Unit.objects.filter(pk=builder.cast.cps.pk)
    unit.update(charges_are_read_twice=True)
    for n in (0, 1):
        charges.authorise_charge_of(builder, n, rationale=LONG, public_interest_rationale=LONG)
    decisions.decline_countersignature(builder, builder.suspects[1], text=LONG)
    unit.update(charges_are_read_twice=False)  # the unit has all cases of the scene
    return builder


def build_reversals(people, start):
    """No further action to be reconsidered, and reconsidered."""
    first, second = (CaseBuilder(people, suspects=2, at=start).allocate() for _ in range(2))
    return {
        "to_reconsider": propose_to_reconsider(first),
        "reconsidered": reconsider(second),
        "charge_withdrawn": withdraw_charges(CaseBuilder(people, suspects=2, at=start).allocate()),
    }


def withdraw_charges(builder):
    """
    Two charges that were read twice: to withdraw one is proposed with long words, the other may be.
    """
    unit = Unit.objects.filter(pk=builder.cast.cps.pk)
    unit.update(charges_are_read_twice=True)
    for n in (0, 1):
        charges.authorise_charge_of(builder, n, rationale=LONG, public_interest_rationale=LONG)
        decisions.countersign_no_charge(builder, builder.suspects[n])
        reversals.withdraw_charge_of(builder, n, text=LONG)
    reversals.decline_reversal_of(builder, 1, text=LONG)
    unit.update(charges_are_read_twice=False)
    return builder


def build_stops(people, start):
    """
    Charges stopped in part with long words; a charge of which stopping is proposed; and one whose
    consent to prosecute is waited for.
    """
    stopped = charge_stops.charge_two_victims(people, at=start)
    to_stop = charge_stops.charge_read_twice(people, at=start)
    first = charge_stops.laid_about(stopped.suspects[0], stopped.victim)[0]
    charge_stops.stop_charges_of(
        stopped, charges=[first], kind="NO_EVIDENCE", text=LONG, are_told=False,
        not_told_because=LONG, on=stopped.at.date(),
    )  # fmt: skip
    charge_stops.stop_charges_of(to_stop, text=LONG)
    charge_stops.decline_stop_of(to_stop, text=LONG)
    charge_stops.stop_charges_of(to_stop, kind="NO_EVIDENCE", text=f"{LONG}\n\n{LONG}")
    to_replace = charge_stops.charge_read_twice(people, at=start)
    [laid] = charge_stops.laid_against(to_replace.suspects[0])
    other = counts.offence_with_code("SX03007")
    charge_stops.replace_charge_of(to_replace, laid, text=LONG, alternative=other)
    last = charge_stops.laid_about(stopped.suspects[0], stopped.second)[0]
    other = counts.offence_with_code("SX03001")
    charge_stops.replace_charge_of(stopped, last, text=LONG, alternative=other)
    to_consent = consents.allege_incest(CaseBuilder(people, at=start).allocate().review())
    consents.charge_of_incest(to_consent)
    to_add = charge_stops.charge_read_twice(people, at=start)
    further_charges.review_again(to_add)
    to_add.at += timedelta(days=1)
    further_charges.add_charge_of(
        to_add, from_on=counts.NIGHT + timedelta(days=20), text=LONG, particulars=LONG,
        alternative=other, other_particulars=LONG,
    )  # fmt: skip
    return {
        "stopped": stopped, "to_stop": to_stop, "to_replace": to_replace, "to_consent": to_consent,
        "to_add": to_add,
    }  # fmt: skip


def build_disposals(people, start):
    """
    Out-of-court disposals with long words: one declined, proposed, authorised, given, and to be
    withdrawn. Those proposed leave an allegation out.
    """
    first, second, third, fourth = (CaseBuilder(people, suspects=2, at=start) for _ in range(4))
    for builder in (first, second):
        allege_more(builder)
    for builder in (first, second, third, fourth):
        builder.allocate().review()
    said = {"exceptional": LONG, "views": LONG}
    said["reasons"] = {"rationale": LONG, "public_interest_rationale": LONG}
    disposals.propose_disposal_of(first, **said, allegations=first_alleged(first))
    decisions.decline_countersignature(first, first.suspects[0], text=LONG)
    disposals.set_birth(first, 1, disposals.YOUTH)
    disposals.propose_disposal_of(second, **said, allegations=first_alleged(second))
    disposals.authorise_disposal(third, **said)
    disposals.give_caution(third, 1)
    child = CaseBuilder(people, at=start).allocate().review()
    disposals.give_caution(child, kind="YOUTH_CONDITIONAL", born_on=disposals.YOUTH)
    for n in (0, 1):
        disposals.authorise_disposal(fourth, n, **said)
        reversals.withdraw_disposal_of(fourth, n, text=LONG)
    reversals.decline_reversal_of(fourth, 1, text=LONG)
    return {
        "to_dispose": first, "disposal_proposed": second, "disposal_authorised": third,
        "disposal_withdrawn": fourth, "child_cautioned": child,
    }  # fmt: skip


def allege_more(builder):
    """A second allegation against the first suspect."""
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspects[0], offence=counts.offence_with_code("SX03007"),
        from_on=counts.NIGHT,
    )  # fmt: skip


def first_alleged(builder):
    """One of the allegations against the first suspect."""
    return charges.allegations_against(builder.suspects[0])[:1]


def propose_to_reconsider(builder):
    """No further action, and a long proposal to reconsider it: declined, and proposed again."""
    decisions.no_further_action(builder, builder.suspects[0], rationale=LONG)
    for n in (0, 1):
        reversals.propose_reversal(builder, text=f"{LONG}\n\n{LONG}")
        if not n:
            reversals.decline_reversal_of(builder, text=LONG)
    return builder


def reconsider(builder):
    """The same, countersigned with long words; and no further action on the second suspect."""
    reversals.countersign_reversal_of(propose_to_reconsider(builder), text=LONG)
    decisions.no_further_action(builder, builder.suspects[1])
    reversals.propose_reversal(builder, 1)
    reversals.decline_reversal_of(builder, 1, text=LONG)
    return builder


def finalise_twice(builder):
    """A suspect finalised administratively, reopened and finalised again."""
    suspect = {"suspect": builder.suspects[0]}
    closed = {"reason": "OTHER", "text": f"{LONG}\n\n{LONG}", **suspect}
    builder.do(finalisations.finalise_administratively, "manager", **closed)
    builder.do(finalisations.reopen_suspect, "prosecutor", text=LONG, **suspect)
    builder.do(finalisations.finalise_administratively, "manager", **closed)
    return builder


def bring_to_court(builder):
    """
    A suspect charged twice, with hearings, a plea and a coming trial that was moved for a long
    reason.
    """
    suspect = builder.suspects[0]
    counts.charge_with_counts(
        builder, counts.count_alleged(builder), counts.count_not_alleged(builder)
    )
    second = builder.victim, counts.offence_with_code(counts.PENETRATION)
    laid = [*charges.authorised_charges(suspect), second]
    charges.report_charge_of(builder, charges=laid)
    today, about = builder.at.date(), {"suspect": suspect}
    record = court_facts.record_court_fact
    builder.do(record, "assistant", kind="FIRST_HEARING", on=today, **about)
    builder.do(
        record, "assistant", kind="HEARING", on=today + timedelta(days=30), detail=LONG[:300],
        court="The Crown Court at Bristol", charges=LaidCharge.objects.filter(
            report=charges.newest_report(builder)
        ).order_by("pk")[:1], **about,
    )  # fmt: skip
    builder.plea = builder.do(
        record, "prosecutor", kind="PLEA", on=today, result="NOT_GUILTY", **about
    )
    trial = builder.do(record, "prosecutor", kind="TRIAL", on=today + timedelta(days=90), **about)
    builder.do(
        court_facts.correct_court_fact, "manager", fact=trial, reason=LONG,
        on=today + timedelta(days=120),
    )  # fmt: skip
    charge_second_suspect_again(builder)
    return builder


def charge_second_suspect_again(builder):
    """The second suspect was in court, the decision was set aside, and they are charged again."""
    charges.authorise_charge_of(builder, 1)
    charges.report_charge_of(builder, 1)
    record, about = court_facts.record_court_fact, {"suspect": builder.suspects[1]}
    hearing, today = {"kind": "FIRST_HEARING", "court": LONG[:100]}, london_day(builder.at)
    builder.past_hearing = builder.do(record, "assistant", on=today, **hearing, **about)
    builder.do(record, "prosecutor", kind="PLEA", on=today, result="GUILTY", **about)
    second_prosecution.set_prosecution_aside(builder, 1)
    second_prosecution.charge_again(builder, 1)
    builder.do(record, "assistant", on=london_day(builder.at), **hearing, **about)
