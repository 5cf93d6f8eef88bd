"""Pages about no case: what a person must hold somewhere."""

ANYBODY = "anybody who is active"
SITE = {
    "see_worklist": ANYBODY,
    "find_case": ANYBODY,
    "see_board": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_board_list": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_notices": ANYBODY,
    "see_unit_access": {
        "supervise_cases",
        "inspect_cases",
        "allocate_cases",
        "manage_support",
    },
    "see_prosecutors": {"allocate_cases"},
    "record_specialisms": {"allocate_cases"},
    "record_absence": {"allocate_cases"},
    "end_absence": {"allocate_cases"},
    "see_file_quality_report": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "export_file_quality": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "open_case": {"refer_cases"},
    "see_plan_quality": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_plan_quality_list": {"supervise_cases", "inspect_cases", "allocate_cases"},
    "see_wordings": {"allocate_cases", "prosecute_cases"},
    "see_wording": {"allocate_cases", "prosecute_cases"},
    "add_wording": {"allocate_cases"},
    "amend_wording": {"allocate_cases"},
    "retire_wording": {"allocate_cases"},
    "see_rule_scores": {"supervise_cases", "allocate_cases"},
}
