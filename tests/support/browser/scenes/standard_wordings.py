"""Standard wordings of the scene's CPS Area."""

from cases.action_plans.actions import standard_wordings
from tests.support.browser.scenes.action_plans import LONG


def add_wordings(builder):
    """A long wording that was amended, a short one, and one that is retired."""
    for title in ("Diary", "Old"):
        short = builder.do(
            standard_wordings.add_wording,
            "manager",
            category="RECORDS",
            title=title,
            text="Get the diary.",
        )
    builder.do(
        standard_wordings.retire_wording,
        "manager",
        wording=short,
        reason="Nobody keeps one. Both sides know the reason.",
    )
    long = builder.do(
        standard_wordings.add_wording,
        "manager",
        category="EXHIBITS",
        title=LONG[-90:],
        text="Short.",
    )
    return builder.do(
        standard_wordings.amend_wording, "manager", wording=long, title=LONG[-90:], text=LONG,
        reason=LONG,
        version=1,
    )  # fmt: skip
