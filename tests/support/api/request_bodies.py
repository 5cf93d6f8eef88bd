"""Bodies for each endpoint that acts: every way to answer its form, by a title.

Text in braces is replaced by a row's id, such as {suspect 1}; dates assume that today is TODAY.
The people named here do not exist.
"""

import re
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from people.text.dates import format_day
from tests.support.api.request_bodies_of_advice import OF_ADVICE
from tests.support.api.request_bodies_of_court_facts import OF_COURT_FACTS
from tests.support.api.request_bodies_of_proof import OF_PROOF
from tests.support.api.request_bodies_of_victim_requests import OF_VICTIM_REQUESTS
from timeliness.calendar import london_day

DAY = re.compile(r"\b\d{4}-\d\d-\d\d|\b\d{1,2} [A-Z][a-z]{2,} \d{4}\b")
TODAY = date(2026, 11, 24)
THE_FILE = "(what is in the file)"
WHERE = {"arrested_on": "2026-11-20"}
NOBODY = {"surname": "Nobody", "given_names": "Norman"}
DATES = {
    "in custody": {
        "arrested_on": "2026-11-24", "custody": "IN_CUSTODY",
        "detained_until": "2026-11-25T09:30:00Z",
    },
    "on bail": {"custody": "ON_BAIL", "bailed_on": "2026-11-20", "bail_ends_on": "2027-02-19"},
    "released under investigation": {
        "custody": "UNDER_INVESTIGATION", "released_on": "2026-11-21",
    },
}  # fmt: skip
WHERE_NOW = {title: WHERE | dates for title, dates in DATES.items()}
MG3 = {
    "suspects": ["{suspect 1}", "{suspect 2}"],
    "urgency": "GREEN",
    "code_test": "FULL",
    "summary": "What is alleged, in short.",
    "strengths": "Her first account was recorded that night. There is no forensic evidence.",
    "lines_done": "House to house. The phones of both.",
    "is_line_open": "yes",
    "open_lines": [
        {
            "text": "The download of suspect 1’s second phone.",
            "is_dated": "yes",
            "expected_on": "2026-12-15",
            "may_change_decision": "yes",
            "effect": "It may show whether they had met before.",
        },
        {
            "text": "The statement of a neighbour, who has moved.",
            "is_dated": "no",
            "undated_because": "The new address is not known yet.",
            "may_change_decision": "no",
        },
    ],
    "plea_1": "NOT_GUILTY",
    "orders_sought": "A sexual harm prevention order against suspect 1, to protect Victim 1.",
    "victim_needs": "Victim 1 asks to give evidence from behind a screen.",
    "disclosure": "Nothing known.",
    "no_advice_because": "The lines of inquiry were plain from the start.",
}
WITHOUT_PLEAS = {name: said for name, said in MG3.items() if name != "plea_1"}
AN_ACTION = {
    "text": "Take a statement from the friend who drove her home.",
    "category": "STATEMENTS",
    "suspects": ["{suspect 1}"],
    "line_of_inquiry": "What she said first, and to whom.",
    "proportionality": "One short statement. Nothing less would tell.",
    "purpose": "INQUIRY",
    "reach": "no",
    "weight": "ESSENTIAL",
    "due_on": "2026-12-15",
}
REACHING = AN_ACTION | {
    "text": "Ask for the messages between the two of that weekend.",
    "category": "RECORDS",
    "reach": "yes",
    "kind": "DEVICE",
    "material": "Messages between the two.",
    "holder": "The victim.",
    "from_on": "2026-01-09",
    "to_on": "2026-01-11",
    "necessity": "They are the only record of what was agreed.",
    "less_intrusive": "His phone has been lost.",
}
RECORDING = {
    "kind": "CCTV", "title": "Taxi rank, camera 4", "held_where": "The force’s video store",
    "reference": "CAM-4-0311", "minutes": 30, "clipping": "NOT_CLIPPED", "playing": "PLAYS",
    "is_provided": "yes",
}  # fmt: skip
FOCUS = {
    "focus_before": "NOTHING", "focus_during": "BEARS",
    "focus_during_bears": "He did not ask whether she agreed.",
    "focus_after": "NOT_LOOKED", "focus_after_not_looked": "The phone has not come back yet.",
    "focus_misconceptions": "NOTHING",
}  # fmt: skip
BOTH_STAGES = FOCUS | {
    "rationale": "The evidential stage is met: see the review.",
    "public_interest_rationale": "A prosecution is in the public interest.",
}
CHARGED = {
    "allegation": "{allegation 1}",
    "particulars": "He had intercourse with her while she slept.",
}
IN_THE_ALTERNATIVE = {
    "victim": "{victim}", "offence": "{offence}", "from_on": "2026-01-10",
    "particulars": "He touched her while she slept.", "alternative_to": "1",
}  # fmt: skip
NO_CHARGE = FOCUS | {
    "consultation": "{consultation}",
    "rationale": "The footage shows somebody else.",
}
CLOSING = {
    "outcome": "16",
    "reasons": "There is one account against the other, and she does not wish to go on.",
    "interviewed": "yes",
    "interviewed_on": "2026-11-12",
    "no_advice_because": "The lines of inquiry were plain from the start.",
    **FOCUS,
    "lines": [
        {"text": "Account of victim 1", "is_done": "yes"},
        {
            "text": "Phone of the suspect", "is_done": "no",
            "why_not": "She asked that nothing more be done.",
        },
    ],
}  # fmt: skip
NOT_AUTHORISED = {
    "victim": "{victim}", "offence": "{offence}", "from_on": "2026-01-10",
    "reason": "The court’s list has it in two.",
}  # fmt: skip

DISPOSAL = BOTH_STAGES | {
    "allegations": ["{allegation 2}"], "admitted_on": "2026-11-20",
    "exceptional": "He has weeks to live, and she asks that he is not tried.",
}  # fmt: skip
REPORTED = {
    "another charge than authorised": {
        "method": "WRITTEN_CHARGE", "charged_on": "2026-11-24",
        "counts": [
            {"count": "1", "outcome": "AS_STATED"},
            {
                "count": "2", "outcome": "NOT_CHARGED",
                "not_charged_reason": "The custody officer left it out.",
            },
            NOT_AUTHORISED,
        ],
    },
    "as authorised": {
        "method": "IN_CUSTODY", "charged_on": "2026-11-24",
        "counts": [{"count": n, "outcome": "AS_STATED"} for n in ("1", "2")],
    },
}  # fmt: skip
STOPPED_WHY = "The phone shows that they were in different towns that night."
OF_CASES = {
    "open_case": {
        "though another case has the reference": {
            "urn": "52RS0012326", "crime_reference": "CR 1/26", "is_another": True,
        },
        "in one of several units": {
            "unit": "{police unit}", "urn": "52RS0012326", "crime_reference": "CR 1/26",
        },
        "in the only unit": {"urn": "52RS0012326"},
    },
    "add_victim": {"a number": {}},
    "record_circumstances": {
        "domestic abuse, and a ground as a witness": {
            "domestic_abuse": "YES", "abusers": ["{suspect 1}"], "was_child": "NO",
            "is_vulnerable": "YES", "grounds": ["FEAR"], "assessment": "OUTSTANDING",
            "assessment_expected_on": "2026-12-15",
        },
        "not known yet": {
            "domestic_abuse": "NOT_KNOWN", "was_child": "NO", "is_vulnerable": "NOT_KNOWN",
        },
        "a no": {
            "domestic_abuse": "NO", "was_child": "NO", "is_vulnerable": "NO",
            "assessment": "NOT_REQUIRED", "not_assessed_because": "She asks not to be assessed.",
        },
    },
    "record_characteristics": {
        "an answer taken back": {"religion": "WITHDRAWN"},
        "answers, and one that is declined": {
            "sex": "FEMALE", "ethnicity": "A2", "disability": "NO", "religion": "NONE",
            "orientation": "DECLINED", "how": "IN_PERSON",
        },
    },
    "add_suspect": {
        "not arrested": NOBODY | {"custody": "NOT_ARRESTED"},
        **{title: NOBODY | told for title, told in WHERE_NOW.items()},
    },
    "record_custody": {
        title: told | {"changed_because": "The custody record was read again."}
        for title, told in {"not arrested": {"custody": "NOT_ARRESTED"}, **WHERE_NOW}.items()
    },
    "correct_suspect": {
        "the whole of it": NOBODY
        | {"born_on": "1987-03-27", "changed_because": "The passport has another spelling."}
    },
    "record_personal_details": {
        "an interpreter is needed": {
            "gender": "MALE", "ethnic_group": "W9", "nationality": "Polish",
            "needs_interpreter": "YES", "language": "Polish", "mental_health": "None known.",
            "other_proceedings": "None known.",
        },
        "what is known so far": {
            "gender": "NOT_KNOWN", "ethnic_group": "NOT_ASKED", "needs_interpreter": "NOT_KNOWN",
        },
    },
    "add_allegation": {
        "over some time": {
            "victim": "{victim}", "suspect": "{suspect 1}", "offence": "{offence}",
            "from_on": "2026-01-09", "to_on": "2026-01-11",
        },
        "on one day": {
            "victim": "{victim}", "suspect": "{suspect 1}", "offence": "{offence}",
            "from_on": "2026-01-10",
        },
    },
    "add_held_material": {"a camera of the street": RECORDING},
    "correct_held_material": {
        "that it was clipped": RECORDING
        | {"clipping": "CLIPPED", "changed_because": "The force has clipped it since then."}
    },
    "record_watching": {
        "a part of it": {"minutes": 20, "text": "At 23:14 she stumbles."},
        "all of it": {},
    },
    "add_document": {
        "kept to the police": {
            "mg_form": "MG6C", "documents": [THE_FILE], "only_police": ["POLICE"],
            "kept_because": "It tells how the informant is paid.",
        },
        "for both sides": {"mg_form": "MG11", "documents": [THE_FILE]},
    },
    "write_referral": {
        "sent again, with an answer to each reason of the return": WITHOUT_PLEAS | {
            "suspects": ["{suspect 4}"],
            "return_answer_1_no_mg3": "The question about strengths and weaknesses is answered.",
            "return_answer_1_mg11s_missing": "It was taken on 1 December and is on the case.",
        },
        "an MG3": MG3,
    },
    "revise_referral": {
        "an MG3": WITHOUT_PLEAS | {"suspects": ["{suspect 3}"], "plea_3": "NOT_KNOWN"},
    },
    "sign_referral_off": {"comments": {"supervisor_comments": "I have checked the schedule."}},
    "send_referral_back": {"comments": {"supervisor_comments": "Say what he says of the phone."}},
    "withdraw_referral": {"why": {"withdrawal_reason": "A new witness has come forward."}},
    "accept_referral": {"as it is": {}},
    "return_referral": {
        "two reasons, one with a detail": {
            "reasons": ["no_mg3", "mg11s_missing"],
            "detail_mg11s_missing": "The statement of the friend.",
            "reply_by": "2026-12-08",
        },
    },
    "propose_closing": {
        "the victim does not support it": CLOSING | {
            "said_1": "I want it to stop now, and to know that I can come back.",
            "spoke_1": "{officer}", "on_1": "2026-11-20", "how_1": "IN_PERSON",
            "told_1": ["REVIEW", "REOPENING"],
        },
        "the victim was not asked": CLOSING | {
            "not_asked_because_1": "She has moved abroad and answers no message.",
        },
    },
    "sign_closing_report": {
        "no line is left": {
            "has_open_line": "no", "text": "I have read the accounts and the messages.",
        },
    },
    "send_closing_report_back": {"what is missing": {"text": "Say what the messages show."}},
    "withdraw_closing_report": {"why": {"text": "A friend has come forward with messages."}},
    "reopen_investigation": {
        "new evidence": {
            "ground": "NEW_EVIDENCE", "text": "A friend has come forward with messages.",
        },
    },
    "allocate_case": {
        "to a prosecutor": {"to": "{prosecutor}", "suspects": ["{suspect 1}", "{suspect 2}"]},
    },
    "record_review": {
        "under the Threshold Test": {
            "suspects": ["{suspect 1}"], "test": "THRESHOLD", "evidence": "What it shows so far.",
            "awaited": "The download of the suspect’s phone.", "review_again_on": "2026-12-15",
        },
        "of the evidence": {
            "suspects": ["{suspect 1}", "{suspect 2}"], "test": "FULL",
            "evidence": "What the evidence shows.",
            "strategy": "What the suspect did before, and how that is tested.",
        },
    },
    "set_action_plan": {
        "one action": {"items": [AN_ACTION]},
        "one that asks for the victim’s private material": {"items": [REACHING, AN_ACTION]},
    },
    "propose_action_plan": {
        "worded anew": {
            "number": 1, "why": "Her neighbour was named too.", "items": [AN_ACTION],
        },
        "for the first time": {"why": "The friend was named only now.", "items": [AN_ACTION]},
    },
    "judge_proposed_plan": {
        "declined": {"is_approved": "no", "judgement": "The messages of that night show as much."},
        "approved": {"is_approved": "yes", "judgement": "Nobody else saw her that night."},
    },
    "withdraw_proposed_plan": {"why": {"reason": "The friend has made a statement already."}},
    "send_proposed_plan": {"as approved": {}},
    "authorise_charge": {
        "an allegation, and one that is not charged": BOTH_STAGES | {
            "counts": [CHARGED, IN_THE_ALTERNATIVE],
            "uncharged": [
                {
                    "allegation": "{allegation 5}", "why": "EVIDENTIAL",
                    "reason": "She was asleep, and no witness saw it.",
                },
            ],
        },
        "an allegation, and a new count in the alternative": BOTH_STAGES | {
            "counts": [CHARGED, IN_THE_ALTERNATIVE],
        },
    },
    "report_charge": REPORTED,
    "correct_charge_report": {
        title: said | {"number": number}
        for number, (title, said) in enumerate(REPORTED.items(), start=1)
    },
    "accept_charge_report": {
        "why": {"number": 2, "text": "The other count is of the same act, and carries as much."},
    },
    "query_charge_report": {
        "why": {"number": 2, "text": "Charge the second count too: it was authorised."},
    },
    "countersign_decision": {
        "without a word": {"number": 2},
        "with a word": {"number": 2, "text": "The reasons on the second count are sound."},
    },
    "decline_decision": {
        "why not": {"number": 2, "text": "Nothing is said of what her friend saw that night."},
    },
    "record_consultation": {
        "about a suspect": {
            "suspects": ["{suspect 2}"], "held_on": "2026-11-24", "mode": "VIRTUAL",
            "police": ["{officer}"], "cps": ["{prosecutor}"],
            "summary": "The footage shows somebody else.",
        },
    },
    "propose_no_further_action": {
        "at the public interest stage": NO_CHARGE | {
            "stage": "public_interest", "public_interest": "SUSPECT_HEALTH",
            "public_interest_rationale": "He is too ill to stand trial.",
        },
        "at the evidential stage": NO_CHARGE | {
            "stage": "evidential", "evidential": "IDENTIFICATION",
        },
    },
    "propose_disposal": {
        "without conditions, the victims not asked": DISPOSAL | {
            "kind": "ADULT_CAUTION", "are_asked": "no",
            "not_asked_because": "They asked not to be told anything before the decision.",
        },
        "with conditions": DISPOSAL | {
            "kind": "ADULT_CONDITIONAL", "are_asked": "yes",
            "views": "She wants him to say what he did.",
            "conditions": [
                {
                    "text": "Write to her, through the police.", "aim": "REPARATION",
                    "meet_by": "2027-01-20",
                },
            ],
        },
    },
    "report_disposal": {
        "not given": {
            "was_given": "no", "on": "2026-11-24", "text": "He would not sign the document.",
        },
        "given": {
            "was_given": "yes", "on": "2026-11-24", "confirmed": ["EXPLAINED", "WARNED", "SIGNED"],
        },
    },
    "report_conditions": {
        "met": {"were_met": "yes", "on": "2026-11-24"},
        "not met": {
            "were_met": "no", "on": "2026-11-24", "text": "He wrote nothing and gives no reason.",
        },
    },
    "reverse_no_further_action": {
        "new evidence": {
            "ground": "NEW_EVIDENCE", "text": "A friend has come forward with messages.",
        },
    },
    "withdraw_charge": {
        "a mistake": {"ground": "MISTAKE", "text": "The day of the second act is wrong."},
    },
    "vary_conditions": {
        "a later day": {
            "conditions": [
                {
                    "text": "Write to her, through the police.", "aim": "REPARATION",
                    "meet_by": "2027-02-20",
                },
            ],
            "agreed_on": "2026-11-24", "text": "He was in hospital for three weeks.",
            "are_asked": "no",
            "not_asked_because": "They asked not to be rung before Monday.",
        },
    },
    "withdraw_disposal": {
        "new evidence": {
            "ground": "NEW_EVIDENCE", "text": "She has told of a second act, which he denies.",
        },
    },
    "stop_charges": {
        "discontinued, the victims not told before": {
            "charges": ["1.1"], "kind": "DISCONTINUED", "text": STOPPED_WHY,
            "are_told": "no", "not_told_because": "They asked not to be rung before Monday.",
        },
        "no evidence offered": {
            "charges": ["1.1"], "kind": "NO_EVIDENCE", "text": STOPPED_WHY,
            "are_told": "yes",
        },
        "replaced by another": {
            "charges": ["1.1"], "kind": "ALTERED", "text": STOPPED_WHY, "are_told": "yes",
            "offence": "CJ88115", "from_on": "2026-01-10", "consent": "ASKED",
        },
    },
    "add_charge": {
        "as alleged": {
            "allegation": "{allegation 6}", "particulars": "He held her by the arm.",
            "text": "She has told of a third act, which the messages bear out.",
            "on": "2026-11-24",
        },
        "not alleged": {
            "victim": "{victim}", "offence": "SX03007", "from_on": "2026-01-14",
            "particulars": "He held her by the arm.",
            "text": "She has told of a second act, which the messages bear out.",
            "on": "2026-11-24",
        },
    },
    "record_prosecution_consent": {
        "refused": {"answer": "REFUSED", "on": "2026-11-24"},
        "given": {"answer": "GIVEN", "on": "2026-11-24"},
    },
    "withdraw_stop": {"why": {"text": "The phone has been found to be another."}},
    "decline_stop": {"why not": {"text": "A jury should decide between the two accounts."}},
    "countersign_stop": {
        "without a word": {}, "with a word": {"text": "The phone leaves no case to answer."},
        "with the day": {"on": "2026-11-24", "day_because": "The court’s record is of that day."},
    },
    "withdraw_reversal": {"why": {"text": "The friend was somewhere else that night."}},
    "decline_reversal": {"why not": {"text": "The messages are of another night."}},
    "countersign_reversal": {
        "without a word": {}, "with a word": {"text": "The messages are new."},
    },
}  # fmt: skip
OF_ACTIONS = {
    "accept_item": {"as it is": {}},
    "vary_item": {
        "other words": {
            "proposed_text": "Ask the friend by phone.", "text": "She has moved abroad.",
        },
        "other words by another date": {
            "proposed_text": "Ask the friend by phone.", "proposed_on": "2026-12-22",
            "text": "She has moved abroad.",
        },
    },
    "challenge_item": {
        "a reason": {"reason": "DONE_ALREADY", "text": "It is on page 4 of the file."},
    },
    "withdraw_challenge": {
        "without a word": {},
        "with one": {"text": "The page was of another case."},
    },
    "answer_challenge": {
        "of a variation: agreed to": {"answer": "AGREE"},
        "of a variation: held to": {"answer": "HOLD", "text": "A call shows no documents."},
        "cancelled": {"answer": "CANCEL", "text": "Page 4 of the statement has it."},
        "amended": {
            "answer": "AMEND", "new_text": "Take a statement about the drive home alone.",
            "text": "Page 4 has the rest.",
        },
        "held to": {"answer": "HOLD", "text": "Page 4 is about another night."},
    },
    "send_challenge_up": {
        "two people": {
            "inspector": "{inspector}", "manager": "{manager}",
            "text": "Whether the call shows enough, or a statement is needed.",
        },
    },
    "propose_outcome": {
        "upheld": {"outcome": "UPHELD", "text": "Page 4 says what she would be asked."},
        "in part, by another date": {
            "outcome": "PART", "new_date": "2026-12-22", "text": "She is abroad until then.",
        },
        "in part": {
            "outcome": "PART", "new_text": "Take a statement about the drive home alone.",
            "text": "Page 4 has the rest.",
        },
        "not upheld": {"outcome": "NOT_UPHELD", "text": "Page 4 is about another night."},
    },
    "answer_outcome": {
        "not agreed": {"is_agreed": "no", "text": "The drive home is on page 4 as well."},
        "agreed": {"is_agreed": "yes"},
    },
    "answer_item": {
        "it cannot be provided": {
            "answer": "CANNOT",
            "because": "The footage had been overwritten before it was asked for.",
        },
        "done, without a document": {"answer": "DONE", "done": "She was asked and adds nothing."},
        "done, with a document": {
            "answer": "DONE", "done": "Her statement is added.", "mg_form": "MG11",
            "documents": [THE_FILE],
        },
    },
    "accept_answer": {"without a word": {}, "with one": {"text": "That is what was needed."}},
    "say_what_is_missing": {
        "by a date": {"text": "The second page of it.", "due_on": "2026-12-15"},
    },
    "cancel_item": {"why": {"text": "The court has it already."}},
    "ask_for_date": {
        "another date": {"proposed_on": "2026-12-22", "text": "The laboratory needs longer."},
    },
    "answer_date_request": {
        "no": {"is_agreed": "no", "text": "The custody time limit ends before."},
        "yes": {"is_agreed": "yes"},
    },
    "ask_for_extension": {
        "more time": {"proposed_on": "2027-01-29", "text": "The laboratory needs longer."},
    },
    "answer_extension": {
        "another date": {
            "answer": "COUNTER", "new_date": "2027-01-15",
            "text": "She is to be told before the end of that week.",
        },
        "no": {"answer": "REFUSE", "text": "She has waited for two months."},
        "yes": {"answer": "AGREE", "text": "The result decides the case."},
    },
    "withdraw_extension": {"with a word": {"text": "The result is here."}},
    "withdraw_date_request": {
        "without a word": {},
        "with one": {"text": "The laboratory was quicker."},
    },
}  # fmt: skip
BODIES = OF_CASES | OF_ACTIONS | OF_ADVICE | OF_PROOF | OF_COURT_FACTS | OF_VICTIM_REQUESTS


def with_row_ids(body, rows):
    """A body in which each {name} is replaced by rows(name)."""
    if isinstance(body, dict):
        return {name: with_row_ids(each, rows) for name, each in body.items()}
    if isinstance(body, list):
        return [with_row_ids(each, rows) for each in body]
    is_row = isinstance(body, str) and body.startswith("{") and body.endswith("}")
    return rows(body[1:-1]) if is_row else body


def time_since_examples():
    """Time between TODAY and today."""
    return london_day(timezone.now()) - TODAY


def shift_dates(told, by):
    """The body with every date shifted by `by`."""
    if isinstance(told, dict):
        return {name: shift_dates(each, by) for name, each in told.items()}
    if isinstance(told, list):
        return [shift_dates(each, by) for each in told]
    return DAY.sub(partial(_shift_date, by=by), told) if isinstance(told, str) else told


def _shift_date(found, by):
    """A date, in JSON or in text, shifted."""
    with suppress(ValueError):
        return str(date.fromisoformat(found[0]) + by)
    return format_day(datetime.strptime(found[0], "%d %B %Y").date() + by)
