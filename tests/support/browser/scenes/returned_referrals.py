"""Referrals of the scene that were returned and sent again."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.documents.actions import documents
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder

LONG = "Exhibitreference" * 14
SAID = "Both were interviewed.\n\nThe first phone was downloaded. The second is not back yet."
NOW = "Both were interviewed on Tuesday.\n\nThe first phone was downloaded. " + LONG


def build_returned_referrals(people, start):
    """One referral that is at triage again, and one that waits for sign-off again."""
    return {
        "again": return_with_documents(CaseBuilder(people, suspects=2, at=start)).submit(
            lines_done=NOW, delay=LONG, explained={"no_interview_summary": LONG}
        ),
        "rewritten": return_with_documents(CaseBuilder(people, suspects=2, at=start)).write(
            lines_done=NOW
        ),
    }


def return_with_documents(builder):
    """A referral that was sent with one document and returned; two documents were added since."""
    add_scene_document(builder, "First account.txt", "MG11")
    builder.submit(lines_done=SAID, strengths="The first account.")
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": "", "exhibits_missing": LONG},
        reply_by=(builder.at + timedelta(days=7)).date(),
    )  # fmt: skip
    add_scene_document(builder, f"{LONG[:100]}.txt", "MG12")
    add_scene_document(builder, "Schedule.txt", "MG6C")
    return builder


def add_scene_document(builder, name, mg_form):
    """A document that the officer adds."""
    paper = SimpleUploadedFile(name, name.encode()), mg_form
    builder.do(documents.add_documents, "officer", case=builder.case, documents=[paper])
