"""The page on which the reader does what comes next about a suspect."""

from django.urls import reverse

from cases.desk.queries.available_verbs import available_verbs
from cases.desk.queries.case_page import CasePage
from cases.desk.queries.shown_suspects import suspect_address
from cases.desk.queries.verb_options import VerbOption
from cases.early_advice.queries.advice_rows import advice_rows_with_suspects
from cases.models import Suspect
from cases.states import UNDER_PLAN, State

# What a state asks for, the most pressing first. A state that leaves a choice of several acts has
# none: the suspect's card on the case's page offers them.
VERBS_ASKED: dict[str, tuple[str, ...]] = {
    State.INVESTIGATING: ("revise_referral", "write_referral", "add_allegation", "add_victim"),
    State.ADVICE_SIGN_OFF: ("sign_early_advice_off",),
    State.ADVICE_TRIAGE: ("accept_early_advice",),
    State.ADVICE_MANAGER: ("name_adviser",),
    State.ADVICE_ADVISER: ("give_early_advice", "change_adviser"),
    State.AWAITING_SIGN_OFF: ("sign_referral_off", "revise_referral"),
    State.TRIAGE: ("accept_referral",),
    State.RETURNED: ("revise_referral", "write_referral"),
    State.READY_TO_ALLOCATE: ("allocate_case",),
    State.WITH_PROSECUTOR: (
        "accept_answer", "set_proposed_action", "send_proposed_plan", "propose_action_plan",
        "set_action_plan", "record_review", "authorise_charge", "allocate_case",
    ),
    **dict.fromkeys(UNDER_PLAN, ("answer_item", "accept_answer")),
    State.SECOND_READER: ("countersign_decision",),
    State.NFA_REVERSAL: ("countersign_reversal",),
    State.CHARGE_REVERSAL: ("countersign_reversal",),
    State.DISPOSAL_REVERSAL: ("countersign_reversal",),
    State.CHARGE_STOP: ("countersign_stop",),
    State.CHARGE_AUTHORISED: ("report_charge",),
    State.CHARGE_QUERIED: ("correct_charge_report",),
    State.CHARGE_DIFFERS: ("accept_charge_report",),
    State.DISPOSAL_AUTHORISED: ("report_disposal",),
    State.DISPOSAL_CONDITIONS: ("report_conditions",),
    State.CLOSING_SIGN_OFF: ("sign_closing_report",),
}  # fmt: skip


# What a side owes besides the turn, whatever the state.
VERBS_BESIDE = (
    "answer_extension", "answer_challenge", "answer_date_request", "propose_outcome",
    "answer_outcome", "answer_item",
)  # fmt: skip
# Where nobody holds the case, or the request for early advice.
NAMING_VERBS = ("allocate_case", "reallocate_case", "name_adviser", "change_adviser")


def next_step_address(page: CasePage, suspect: Suspect, *, is_naming: bool) -> str:
    """
    The address of what is asked of the reader about the suspect.

    The suspect's card on the case's page where that is none of the reader's, or a choice.
    is_naming: the reader is to say who holds it.
    """
    others = _rows_about_others(page, suspect)
    found: dict[str, VerbOption] = {}
    for option in available_verbs(page).open_now:
        if not any(pk in option.address for pk in others):
            found.setdefault(option.verb, option)
    case = reverse("see-case", args=[page.case.pk])
    asked = NAMING_VERBS if is_naming else (*VERBS_ASKED.get(suspect.state, ()), *VERBS_BESIDE)
    for verb in asked:
        if verb in found:
            address = found[verb].address
            return case + address if address.startswith("#") else address  # a place on the page
    return suspect_address(page.case.pk, suspect.number)


def _rows_about_others(page: CasePage, suspect: Suspect) -> list[str]:
    """Ids of the rows of the page that are not about this suspect, but about another."""
    number = suspect.number
    rows: list[object] = [each.pk for each in page.suspects if each.pk != suspect.pk]
    rows += [each.pk for each in page.referrals if number not in each.names]
    rows += [row.pk for row, about in advice_rows_with_suspects(page.advice) if number not in about]
    rows += [each.pk for each in page.items if number not in each.names]
    rows += [each.pk for each in page.reviews if number not in each.suspects]
    rows += [
        each.extension["pk"] for each in page.suspects if each.extension and each.pk != suspect.pk
    ]
    return [str(pk) for pk in rows]
