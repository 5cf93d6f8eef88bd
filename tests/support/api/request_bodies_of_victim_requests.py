"""Bodies of the endpoints of requests for a victim's private material."""

DECIDED = {
    "authorised_by": "Inspector 1234", "authorised_on": "2026-11-24",
    "line_of_inquiry": "Whether they had agreed to meet.",
    "necessity": "It is the only record of what was agreed.",
    "other_means": "A statement was taken, and she does not remember the words.",
}  # fmt: skip
OF_A_HOLDER = DECIDED | {
    "how_known": "VICTIM", "belief": "The victim says that the school keeps them.",
}  # fmt: skip
TOLD = {
    "given_on": "2026-11-24", "told_whom": "victim", "what": "Messages of one weekend.",
    "why": "To see what was agreed.", "handling": "Kept on the file, and returned.",
}  # fmt: skip
EXCEPTION = "She is at risk from the person who opens her letters."
OWN = {
    "reach": "HOLDER", "material": "The record of one visit.", "holder": "The surgery.",
    "from_on": "2026-01-10", "to_on": "2026-01-12",
    "necessity": "She says that she was seen there the day after.",
    "less_intrusive": "Her mother was asked, and does not know which day it was.",
}  # fmt: skip
PROPOSED = {
    "suspects": ["{suspect 1}"], "text": "Ask the centre for the notes of that week.",
    "line_of_inquiry": "What she said first, and when.", "material": "Notes of one week.",
    "holder": "The counselling centre.", "from_on": "2026-01-12", "to_on": "2026-01-16",
    "necessity": "Her first account was given there.",
    "less_intrusive": "A statement was taken, and she does not remember the day.",
    "rebuttal": "The first account was given there, and nobody else heard it.",
}  # fmt: skip
OF_VICTIM_REQUESTS = {
    "propose_counselling_request": {"what is asked for": PROPOSED},
    "judge_proposal": {
        "declined": {"is_approved": "no", "judgement": "The messages of that week show as much."},
        "approved": {"is_approved": "yes", "judgement": "Nothing else has the first account."},
    },
    "set_proposed_action": {"by a date": {"weight": "DESIRABLE", "due_on": "2026-12-15"}},
    "begin_victim_request": {
        "of a provider of support": OWN | {
            "reach": "COUNSELLING", "holder": "The counselling service.",
            "material": "The note of the first session.",
            "rebuttal": "Her first account was given there, and is not recorded elsewhere.",
        },
        "of the victim’s phone, which was asked for before": OWN | {
            "reach": "DEVICE", "holder": "The victim.", "material": "Messages of one evening.",
            "again_because": "She agrees now, to these messages alone.",
        },
        "of another holder": OWN,
    },
    "drop_victim_request": {
        "why": {"because": "The surgery has closed, and nobody has kept its records."},
    },
    "reclassify_item": {
        "why": {"kind": "HOLDER", "text": "What she said to the school is about herself."},
    },
    "justify_item": {
        "what is asked for": {
            "material": "Attendance of that week.", "holder": "The school.",
            "from_on": "2026-01-05", "to_on": "2026-01-09",
            "necessity": "It shows who drove her home.",
            "less_intrusive": "The friend was asked, and is not sure of the day.",
        },
    },
    "record_authority": {
        "of what a holder has": OF_A_HOLDER,
        "of a device": DECIDED,
    },
    "record_notice": {
        "of what a holder has: not yet": {
            "told": "late", "promised_on": "2026-12-15",
            "late_because": "She is in hospital until the end of the week.",
        },
        "of what a holder has: an exception": {
            "told": "no", "exception": EXCEPTION, "decided_by": "Inspector 4321",
            "again_on": "2027-01-15",
        },
        "of what a holder has: given": TOLD | {"told": "yes", "is_whole": "yes"},
        "of a device": TOLD | {"may_refuse": True},
    },
    "record_agreement": {"in writing": {"agreed_on": "2026-11-24"}},
    "mark_requested": {
        "of a holder": {
            "requested_on": "2026-11-24", "request_means": "By email to the head teacher.",
            "request_text": "The attendance of that week, to see who drove her home.",
        },
        "of a device": {"requested_on": "2026-11-24"},
    },
    "record_reply": {
        "what came": {
            "replied_on": "2026-11-24", "reply": "PART", "held_where": "Exhibit store, AB/12",
        },
    },
    "mark_given_back": {"the day": {"returned_on": "2026-11-24"}},
    "record_withdrawal": {"the day": {"withdrawn_on": "2026-11-24"}},
}  # fmt: skip
