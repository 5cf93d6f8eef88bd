"""Bodies of the endpoints of early advice."""

ASKED = {
    "suspects": ["{suspect 5}"],
    "summary": "What is alleged, in short.",
    "lines_done": "House to house. The phones of both.",
    "lines_under_way": "The download of the suspect’s second phone.",
    "lines_contemplated": "The friend who drove her home.",
    "expected": "The download, before the middle of December.",
    "issues": "He says that she agreed.",
    "evidence": "Her recorded interview.",
    "disclosable": "Nothing known.",
    "question_1": "Is the friend a reasonable line of inquiry?",
    "question_2": "Which offence fits?",
}
ADVISED = {
    "method": "TELEPHONE",
    "answer_1": "Yes: she saw them before and after.",
    "answer_2": "Rape.",
    "lines": [
        {"text": "Take the friend’s statement."},
        {"text": "Download his phone for that week."},
    ],
    "evidence": "Her first account, as it was recorded.",
    "strategy": "What he did to find out whether she agreed.",
    "third_party": "No counselling notes: nothing shows that they would help.",
}
OF_ADVICE = {
    "request_early_advice": {
        "without what is not known yet": {
            name: said for name, said in ASKED.items() if name not in ("issues", "question_2")
        } | {"explain_advice_issues": "He has not been interviewed yet."},
        "the eight items": ASKED,
    },
    "sign_early_advice_off": {"comments": {"text": "Worth asking before the interview."}},
    "send_early_advice_back": {"what to change": {"text": "Say what he says of the phone."}},
    "withdraw_early_advice": {"why": {"text": "She has asked that nothing more be done."}},
    "accept_early_advice": {"as it is": {}},
    "return_early_advice": {
        "too early": {"text": "Ask again once he has been interviewed."},
        "not complete, with a date for a reply": {
            "text": "The lines under way are not clear.", "items": ["advice_lines"],
            "reply_by": "2026-12-08",
        },
    },
    "reply_to_refusal": {"what is done now": {"text": "He is interviewed on Friday."}},
    "escalate_refusal": {"why": {"text": "The phone is wiped unless it is seized this week."}},
    "uphold_refusal": {"why": {"text": "Seizing it needs no advice."}},
    "overturn_refusal": {"why": {"text": "The extent of the download does need advice."}},
    "refuse_early_advice": {
        "with a date for a reply": {
            "text": "The question is one of fact.", "reply_by": "2026-12-08",
        },
        "without": {"text": "The question is one of fact."},
    },
    "name_adviser": {"by telephone": {"to": "{prosecutor}", "method": "TELEPHONE"}},
    "change_adviser": {
        "another": {"to": "{other_prosecutor}", "text": "They know the other case of the suspect."},
    },
    "give_early_advice": {
        "an offence that nobody alleges": ADVISED | {"other_offence": "{offence}"},
        "a charge is likely": ADVISED | {"allegations": ["{allegation of suspect 5}"]},
    },
}  # fmt: skip
