"""An assessed file of the scene, with a failure at each stage that has a page."""

from cases.file_quality import FAILURES
from cases.models import FileFailure
from cases.referrals.actions import file_quality
from tests.support.browser.scenes.action_plans import LONG


def assess_with_failures(builder):
    """Four failures: one to answer, one disputed, one decided each way."""
    codes = list(FAILURES)[:4]
    builder.referral.refresh_from_db()
    quality = builder.do(
        file_quality.assess_file, "prosecutor", referral=builder.referral,
        failures=dict.fromkeys(codes, LONG),
    )  # fmt: skip
    failures = FileFailure.objects.unscoped("test").filter(quality=quality).order_by("code")
    for failure in list(failures)[1:]:
        builder.do(file_quality.dispute_failure, "officer", failure=failure, text=LONG)
    for failure, is_upheld in zip(list(failures)[2:], (True, False), strict=True):
        builder.do(
            file_quality.decide_dispute, "manager", failure=failure, is_upheld=is_upheld,
            method="MEETING", reason="W" * 200,
        )  # fmt: skip
    return builder
