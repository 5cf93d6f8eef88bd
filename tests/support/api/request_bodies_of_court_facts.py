"""Bodies of the endpoints of what happened in court to a charged suspect."""

A_FIRST_HEARING = {"kind": "FIRST_HEARING", "on": "2026-11-24", "court": "Example Magistrates"}
MOVED = "The court moved it: see the notice of that day."
OF_COURT_FACTS = {
    "record_court_fact": {
        "a hearing that is to come": {
            "kind": "HEARING", "on": "2026-12-22", "purpose": "Plea and trial preparation.",
            "court": "Example Crown Court",
        },
        "a plea to one charge": {
            "kind": "PLEA", "on": "2026-11-24", "plea": "NOT_GUILTY", "charges": ["1.1"],
        },
        "a conviction of another offence": {
            "kind": "OUTCOME", "on": "2026-11-24", "verdict": "OTHER_OFFENCE",
            "convicted_of": "SX03007", "charges": ["1.1"],
        },
        "the first hearing": A_FIRST_HEARING,
    },
    "correct_court_fact": {
        "it did not take place": {"what": "void", "reason": MOVED},
        "another day": {
            "what": "another", "on": "2026-12-08", "court": "Example Magistrates", "reason": MOVED,
        },
    },
}  # fmt: skip
