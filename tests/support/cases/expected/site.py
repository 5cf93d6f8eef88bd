"""Expected rules: pages without a case, by a capacity on any unit."""

ANYBODY = "anybody who is active"
CASEWORKERS = {
    "refer_cases", "supervise_cases", "inspect_cases", "triage_cases", "manage_early_advice",
    "allocate_cases", "prosecute_cases",
}  # fmt: skip
SITE = {
    "see_worklist": ANYBODY,
    "find_case": ANYBODY,
    "break_glass": CASEWORKERS,
    "ask_to_be_let_in": CASEWORKERS,
    "see_board": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_board_list": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_notices": ANYBODY,
    "see_unit_access": {
        "supervise_cases",
        "inspect_cases",
        "allocate_cases",
        "manage_support",
        "manage_pilot_area",
        "convene_panels",
        "administer_accounts",
        "administer_agency",
        "read_audit_log",
    },
    "see_prosecutors": {"allocate_cases"},
    "record_specialisms": {"allocate_cases"},
    "record_absence": {"allocate_cases"},
    "end_absence": {"allocate_cases"},
    "see_file_quality_report": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "open_case": {"refer_cases"},
    "see_plan_quality": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_plan_quality_list": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_wordings": {"allocate_cases", "prosecute_cases"},
    "see_wording": {"allocate_cases", "prosecute_cases"},
    "add_wording": {"allocate_cases"},
    "amend_wording": {"allocate_cases"},
    "retire_wording": {"allocate_cases"},
    "see_rule_scores": {"supervise_cases", "allocate_cases"},
    "see_points": ANYBODY,
    "see_offence_points": ANYBODY,
    "review_points": {"allocate_cases"},
}
