"""Bodies of the endpoints that write in the matrix of proof, and that correct an allegation."""

BEARS = {
    "points": ["{point}"], "bears": "FOR", "material": "STATEMENT",
    "text": "Statement of the taxi driver: she could not stand.",
}  # fmt: skip
MISSING = {
    "points": ["{point}"], "material": "EXHIBIT", "weight": "ESSENTIAL",
    "text": "The whole thread around the message of 09:12.",
}  # fmt: skip
OF_PROOF = {
    "correct_allegation": {
        "other days": {
            "victim": "{victim}", "offence": "{offence}", "from_on": "2026-01-10",
            "to_on": "2026-01-11", "reason": "The receipt of the taxi has the night after.",
        },
    },
    "add_bearing": {
        "what undermines the case": {
            "bears": "AGAINST", "material": "DOCUMENT", "undermines": True,
            "text": "The rota, by which he was at work.", "disclosure": "MG6C item 14",
        },
        "an account": BEARS
        | {"material": "ACCOUNT", "account_of": "SUSPECT", "text": "He says that she slept."},
        "a statement": BEARS,
    },
    "remove_bearing": {"why": {"reason": "The statement is of another night: see its date."}},
    "add_gap": {"something essential": MISSING},
    "close_gap": {"why": {"reason": "The thread is in the download of his phone."}},
}  # fmt: skip
