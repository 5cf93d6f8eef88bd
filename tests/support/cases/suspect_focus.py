"""The answers of a decision's form about what was looked at."""

FOCUS_ANSWERS = {
    "focus_before": "NOTHING",
    "focus_during": "BEARS",
    "focus_during_bears": "He did not ask whether she agreed.",
    "focus_after": "NOT_LOOKED",
    "focus_after_not_looked": "His phone has not come back yet.",
    "focus_misconceptions": "NOTHING",
}
