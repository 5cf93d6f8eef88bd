"""The verbs that a reader can use on a case now, and those not yet open with the reason."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.decisions.disposals import obstacles_to_disposal
from cases.desk.queries.case_page import CasePage
from cases.desk.queries.case_page_rows import ProposedPlanFacts, current_referrals
from cases.desk.queries.item_options import item_options
from cases.desk.queries.restriction_verbs import find_restriction_verbs
from cases.desk.queries.verb_options import (
    RowWithKey,
    VerbFindings,
    VerbNotYet,
    VerbOption,
    VerbRefusal,
    verb_address,
    verb_label,
)
from cases.early_advice.queries.advice_rows import advice_rows_with_suspects
from cases.extensions.queries.extension_rows import extension_from_facts, is_open
from cases.models import LASTING, STILL_PROPOSED, Proposal, ProposedPlan, Suspect
from cases.moves_ahead import is_still_ahead
from cases.permissions import (
    ALLEGATION_FIRST,
    CASE,
    CHANGE_THAT_ONE,
    EARLY_ADVICE,
    EXTENSION,
    IT_STAYS,
    PROPOSAL,
    PROPOSED_PLAN,
    REFERRAL,
    REVIEW,
    SUSPECT,
)  # fmt: skip
from cases.permissions.state_tests import awaits_review, is_charge_to_be_reviewed
from cases.states import MOVES, OPEN_STATES, WITH_CPS_UNIT_STATES, WITHDRAWABLE_STATES, State
from cases.statuses import ReferralStatus
from cases.verb_labels import VERB_LABELS
from timeliness.calendar import london_day

# Most pressing first: the first of these that is open is the green button.
PRESSING_VERBS = (
    "sign_referral_off", "sign_early_advice_off", "sign_closing_report", "accept_referral",
    "accept_early_advice", "name_adviser", "give_early_advice", "allocate_case", "revise_referral",
    "answer_extension", "propose_due_date", "answer_due_date",
    "answer_date_request", "answer_challenge", "justify_item", "propose_outcome",
    "answer_outcome", "answer_item", "report_charge", "report_disposal", "report_conditions",
    "write_referral", "accept_charge_report", "accept_answer", "countersign_decision",
    "countersign_reversal", "countersign_stop",
    "judge_proposal", "approve_restriction_change",
    "set_proposed_action", "judge_proposed_plan", "send_proposed_plan", "propose_action_plan",
    "set_action_plan", "record_review", "authorise_charge",
)  # fmt: skip
REVIEW_FIRST = gettext_lazy("Record a review first. The plan is set on it.")
ON_PAGES_OF_THEIR_OWN = {  # reached from the tabs of the case or from another page
    "write_note", "open_thread", "decline_decision", "assess_file", "record_crime_reference",
    "link_case", "dismiss_match", "dismiss_matches", "unlink_case", "query_charge_report",
    "declare_conflict", "record_conflict", "restrict_case", "add_bearing", "add_gap",
    "send_closing_report_back", "decline_reversal", "decline_stop", "add_held_material",
    "see_personal_details", "record_personal_details", "place_legal_hold", "review_retention",
    "propose_destruction", "record_prosecution_consent",
}  # fmt: skip
# Offered once open, and never listed as "not yet".
VERBS_WITHOUT_NOT_YET = {
    "countersign_decision", "revise_decision", "withdraw_decision", "record_consultation",
    "propose_transfer", "withdraw_transfer", "correct_charge_report", "accept_charge_report",
    "finalise_administratively", "reopen_suspect", "record_court_fact", "revise_referral",
    "take_suspect_back", "change_adviser", "ask_for_extension", "propose_closing",
    "sign_closing_report", "withdraw_closing_report", "reopen_investigation",
    "reverse_no_further_action", "countersign_reversal", "withdraw_reversal", "withdraw_charge",
    "stop_charges", "add_charge", "countersign_stop", "withdraw_stop", "report_disposal",
    "report_conditions", "withdraw_disposal", "vary_conditions",
}  # fmt: skip


class AvailableVerbs(NamedTuple):
    """
    Verbs open now, and verbs not yet open, on a case's page.

    obstacles: {verb: {number of a suspect: why it is not open on them}}.
    """

    open_now: list[VerbOption]
    not_yet: list[VerbNotYet]
    obstacles: dict[str, dict[int, str]]


def available_verbs(page: CasePage) -> AvailableVerbs:
    """What the reader can do on a case now, and what stands in the way of the rest."""
    found: defaultdict[str, VerbFindings] = defaultdict(VerbFindings)
    looks = (
        find_restriction_verbs,
        _find_referral_verbs,
        _find_advice_verbs,
        _find_review_verbs,
        _find_proposal_verbs,
        _find_proposed_plan_verbs,
        _find_case_verbs,
        _find_suspect_verbs,
        _find_extension_verbs,
    )
    for look in looks:
        look(page, found)
    options = item_options(page)
    for verb, one in found.items():
        options += one.as_options(verb, verb_label(verb, page.states.values()))
    not_yet = [
        VerbNotYet(str(VERB_LABELS[verb]), one.because)
        for verb, one in found.items()
        if one.because and not one.options and verb not in VERBS_WITHOUT_NOT_YET
    ]
    obstacles = {verb: one.obstacles for verb, one in found.items()}
    return AvailableVerbs(_pressing_first(page, options), not_yet, obstacles)


def _pressing_first(page: CasePage, options: list[VerbOption]) -> list[VerbOption]:
    """The options with the most pressing one first, marked as the main button."""
    open_verbs = [option.verb for option in options]
    order = [
        verb
        for verb in (*_correction_verbs(page), *PRESSING_VERBS, *_missing_fact_verbs(page))
        if verb in open_verbs
        and (verb != "record_review" or any(map(awaits_review, page.suspects)))
    ]
    if not order:
        return options
    main = next(option for option in options if option.verb == order[0])
    rest = [option for option in options if option is not main]
    return [replace(main, main=True), *rest]


def _correction_verbs(page: CasePage) -> Iterator[str]:
    """Verbs that correct something the other side has queried."""
    if State.CHARGE_QUERIED in page.states.values():
        yield "correct_charge_report"


def _missing_fact_verbs(page: CasePage) -> Iterator[str]:
    """Verbs that add what a case needs before referral, in the order of work."""
    if not page.states:
        yield "add_suspect"
    if not page.case.victim_rows:
        yield "add_victim"
    if any(_why_not_referable(page, each) for each in page.suspects):
        yield "add_allegation"


def _find_case_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    for verb in CASE:
        if verb in SUSPECT or verb in ON_PAGES_OF_THEIR_OWN or verb.startswith("see_"):
            continue
        if verb == "end_cover" and not page.covering:
            continue
        if verb == "propose_transfer" and not any(
            state in WITH_CPS_UNIT_STATES for state in page.states.values()
        ):
            continue
        refusal = CASE.refusal(page.who, verb, page.case)
        found[verb].add(refusal, _address_if_open(refusal, verb, page.case))


def _find_suspect_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    for verb in (each for each in SUSPECT if each not in ON_PAGES_OF_THEIR_OWN):
        for suspect in page.suspects:
            refusal = SUSPECT.refusal(page.who, verb, suspect)
            if verb == "ask_for_extension" and is_open(suspect.extension):
                continue
            if verb == "write_referral" and refusal is None:
                refusal = _why_not_referable(page, suspect)
            if verb == "propose_disposal" and refusal is None:
                refusal = _why_no_disposal(page, suspect)
            if refusal and not _may_come_later(verb, suspect):
                continue
            if verb in CASE:  # one page for all suspects
                address = _address_if_open(refusal, verb, page.case)
                found[verb].add(refusal, address, "", suspect.number)
            else:
                about = suspect.name if len(page.states) > 1 else ""
                address = _address_if_open(refusal, verb, suspect)
                found[verb].add(refusal, address, about, suspect.number)


def _address_if_open(refusal: VerbRefusal, verb: str, row: RowWithKey) -> str:
    return "" if refusal else verb_address(verb, row)


def _why_no_disposal(page: CasePage, suspect: Suspect) -> VerbRefusal:
    """What must come before any out-of-court disposal can be proposed, as a refusal, or None."""
    obstacle = next(obstacles_to_disposal(suspect, on=london_day(page.scope.at)), None)
    return (obstacle, True) if obstacle else None


def _find_extension_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    """Verbs that are open on the extensions of the suspects' due dates."""
    extended = ((each.name, each.extension) for each in page.suspects if each.extension)
    asked = {facts["pk"]: (name, facts) for name, facts in extended}
    for name, facts in asked.values():
        about = name if len(asked) > 1 else ""
        extension = extension_from_facts(facts)
        for verb in (verb for verb in EXTENSION if not verb.startswith("see_")):
            if is_open(facts) and EXTENSION.refusal(page.who, verb, extension) is None:
                found[verb].add(None, verb_address(verb, extension), about)


def _may_come_later(verb: str, suspect: Suspect) -> bool:
    """Whether the verb can still open for the suspect, so that "not yet" is true."""
    moving = "set_action_plan" if verb == "record_review" else verb  # a review precedes its plan
    return (
        is_still_ahead(moving, suspect.state) if moving in MOVES else suspect.state in OPEN_STATES
    )


def _why_not_referable(page: CasePage, suspect: Suspect) -> VerbRefusal:
    """What must come before a suspect is referred, as a refusal, or None."""
    if suspect.state not in (State.INVESTIGATING, State.RETURNED):
        return None
    sent_back = [r.names for r in page.referrals if r.status == ReferralStatus.SENT_BACK]
    if any(suspect.number in names for names in sent_back):
        return CHANGE_THAT_ONE, True
    if not page.allegations_of(suspect):
        return ALLEGATION_FIRST % {"n": suspect.number}, True
    return None


def _find_referral_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    for referral in current_referrals(page.referrals):
        for verb in REFERRAL:
            if verb.startswith("see_") or verb in ON_PAGES_OF_THEIR_OWN:
                continue
            refusal = REFERRAL.refusal(page.who, verb, referral)
            if verb == "withdraw_referral":
                left = {page.states[number] for number in referral.names}
                gone = left - WITHDRAWABLE_STATES
                if refusal or (gone and not left & OPEN_STATES):
                    continue
                refusal = (IT_STAYS, True) if gone else None
            found[verb].add(refusal, verb_address(verb, referral))


def _find_advice_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    """Verbs on each request whose suspects have not moved on to a later stage."""
    for line, numbers in advice_rows_with_suspects(page.advice):
        left = {page.states[number] for number in numbers}
        about = _("request %(n)s") % {"n": line.number} if len(page.advice) > 1 else ""
        for verb in EARLY_ADVICE:
            moved_on = verb in MOVES and not left & MOVES[verb].keys()
            if verb == "see_early_advice" or moved_on:
                continue
            refusal = EARLY_ADVICE.refusal(page.who, verb, line)
            found[verb].add(refusal, verb_address(verb, line), about)


def _find_review_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    """
    Set or propose a plan on the newest review while a suspect of it is with the prosecutor, or
    charged and to be reviewed again.
    """
    newest = next(iter(page.reviews), None)
    verb = "propose_action_plan" if newest and newest.second_since else "set_action_plan"
    if REVIEW.refusal(page.who, verb, None, stages=False):
        return
    about = newest.suspects if newest else ()
    reviewed = {state for number, state in page.states.items() if number in about}
    again = any(is_charge_to_be_reviewed(each) for each in page.suspects if each.number in about)
    if newest and not newest.has_plan and (again or State.WITH_PROSECUTOR in reviewed):
        if newest.pk not in {each["review"] for each in _open_proposed_plans(page)}:
            found[verb].add(None, verb_address(verb, newest))
    elif any(is_still_ahead("set_action_plan", state) for state in page.states.values()):
        found["set_action_plan"].add((REVIEW_FIRST, True), "")


def _open_proposed_plans(page: CasePage) -> list[ProposedPlanFacts]:
    return [each for each in page.case.plans_proposed if each["status"] in STILL_PROPOSED]


def _find_proposed_plan_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    """Verbs on second plans that wait for a manager or for sending."""
    for told in _open_proposed_plans(page):
        proposed = ProposedPlan(pk=told["pk"], status=told["status"], authors=told["authors"])
        for verb in ("judge_proposed_plan", "send_proposed_plan"):
            refusal = PROPOSED_PLAN.refusal(page.who, verb, proposed)
            found[verb].add(refusal, verb_address(verb, proposed))


def _find_proposal_verbs(page: CasePage, found: defaultdict[str, VerbFindings]) -> None:
    """Verbs on notes of counselling that wait for a manager or for setting."""
    for told in page.case.proposed:
        proposal = Proposal(pk=told["pk"], status=told["status"], by_id=told["by"])
        if proposal.status in LASTING:
            for verb in ("judge_proposal", "set_proposed_action"):
                refusal = PROPOSAL.refusal(page.who, verb, proposal)
                found[verb].add(refusal, verb_address(verb, proposal))
