"""Expected rules: victim records."""

READERS = {
    "refer_cases", "supervise_cases", "inspect_cases", "officer_in_case", "triage_cases",
    "manage_early_advice", "allocate_cases", "prosecute_cases", "reviewing_prosecutor",
    "covering_prosecutor", "early_adviser", "allowed_on_case", "broke_glass", "contact_victims",
    "liaise_with_victims",
}  # fmt: skip
CONTACT = {
    "refer_cases", "supervise_cases", "officer_in_case", "contact_victims", "liaise_with_victims",
}  # fmt: skip
ASKS = {"officer_in_case", "contact_victims", "liaise_with_victims"}
HEARS = CONTACT | {"allocate_cases"}
LEADS = {"supervise_cases", "inspect_cases", "allocate_cases"}
NAMING = {"supervise_cases", "allocate_cases", "contact_victims", "liaise_with_victims"}

STATES = ("", "opted out", "withdrawing")
ONLY = set(STATES)  # in both directions
RECORD = {
    "see_victim": (READERS, ONLY),
    "record_wishes": (CONTACT, ONLY),
    "record_identity": (CONTACT, ONLY),
    "reveal_identity": (READERS, ONLY),
    "see_victim_readers": (READERS, ONLY),
    "see_identity_destruction": (READERS, ONLY),
    "propose_identity_destruction": (LEADS, ONLY),
    "see_characteristics": (ASKS, ONLY),
    "record_characteristics": (ASKS, ONLY),
    "name_victim_contact": (NAMING, ONLY),
    "see_victim_support": (READERS, ONLY),
    "refer_to_service": (CONTACT, ONLY),
    "pass_withdrawal_on": (CONTACT, ONLY),
    "see_contacts": (READERS, ONLY),
    "record_contact": (CONTACT, ONLY),
    "decide_not_to_contact": (CONTACT, ONLY),
    "see_review_requests": (READERS, ONLY),
    "ask_for_review": (HEARS, ONLY),
    "declare_victim_conflict": (READERS, ONLY),
    "see_letters": (READERS, ONLY),
    "write_letter": (CONTACT, ONLY),
    "see_meetings": (READERS, ONLY),
    "offer_meeting": (CONTACT, {"", "withdrawing"}),
    "see_duties": (READERS, ONLY),
    "record_victim_event": (CONTACT, ONLY),
    "end_duties": (CONTACT, {"opted out"}),
    "see_court_support": (READERS, ONLY),
    "record_special_measure": (CONTACT, ONLY),
    "record_personal_statement": (CONTACT, ONLY),
    "record_victim_withdrawal": (CONTACT, {"", "opted out"}),
    "record_case_support": (CONTACT, {"", "opted out"}),
}

TABLES = {"VictimRecord": (RECORD, STATES)}
