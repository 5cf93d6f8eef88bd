"""Pages about no case: what a person must hold somewhere."""

ANYBODY = "anybody who is active"
SITE = {
    "see_worklist": ANYBODY,
    "find_case": ANYBODY,
    "see_notices": ANYBODY,
    "open_case": {"refer_cases"},
}
