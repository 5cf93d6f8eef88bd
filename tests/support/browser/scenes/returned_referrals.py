"""Referrals of the scene that were returned and sent again."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.documents.actions import documents
from cases.referrals.actions import referrals
from devtools.case_builder import Road

LONG = "Exhibitreference" * 14
SAID = "Both were interviewed.\n\nThe first phone was downloaded. The second is not back yet."
NOW = "Both were interviewed on Tuesday.\n\nThe first phone was downloaded. " + LONG


def steps(people, start):
    """One referral that is at triage again, and one that waits for sign-off again."""
    return {
        "again": come_back(Road(people, suspects=2, at=start)).submit(
            lines_done=NOW, delay=LONG, explained={"no_interview_summary": LONG}
        ),
        "rewritten": come_back(Road(people, suspects=2, at=start)).write(lines_done=NOW),
    }


def come_back(road):
    """A referral that was sent with one document and returned; two documents were added since."""
    added(road, "First account.txt", "MG11")
    road.submit(lines_done=SAID, strengths="The first account.")
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": "", "exhibits_missing": LONG},
        reply_by=(road.at + timedelta(days=7)).date(),
    )  # fmt: skip
    added(road, f"{LONG[:100]}.txt", "MG12")
    added(road, "Schedule.txt", "MG6C")
    return road


def added(road, name, mg_form):
    """A document that the officer adds."""
    paper = SimpleUploadedFile(name, name.encode()), mg_form
    road.do(documents.add_documents, "officer", case=road.case, documents=[paper])
