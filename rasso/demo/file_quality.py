"""File quality in the demo: prosecutors assess files, and the police answer failures."""

from typing import TYPE_CHECKING

from cases.file_quality import FAILURES
from cases.models import FileFailure
from cases.referrals.actions import file_quality
from rasso.demo import texts
from rasso.demo.simulated_time import Road, hours

if TYPE_CHECKING:
    from rasso.demo.stories import Story


def assess_file_quality(story: "Story") -> Road:
    """
    The prosecutor assesses the file: half of the files have two failures, which the police answer.
    """
    story.referral.refresh_from_db()
    if story.referral.is_assessed:
        return
    chosen = [] if story.chance.random() < 0.5 else story.chance.sample(sorted(FAILURES), 2)
    quality = story.do(
        story.prosecutor, file_quality.assess_file, referral=story.referral,
        failures={code: texts.FILE_FAILED[FAILURES[code].group] for code in chosen},
    )  # fmt: skip
    for failure in FileFailure.objects.unscoped("demo").filter(quality=quality).order_by("code"):
        yield hours(3)
        yield from _answer_failure(story, failure)


def _answer_failure(story: "Story", failure: FileFailure) -> Road:
    luck = story.chance.random()
    if luck < 0.4:
        story.do(story.officer, file_quality.accept_failure, failure=failure)
    elif luck < 0.9:
        story.do(
            story.officer, file_quality.dispute_failure, failure=failure, text=texts.FILE_DISPUTED
        )
        yield hours(5)
    if 0.5 < luck < 0.9:
        story.do(
            "manager", file_quality.decide_dispute, failure=failure, is_upheld=luck < 0.7,
            method="PHONE", reason=texts.FILE_DECIDED,
        )  # fmt: skip
