"""From an investigation to its end: a closing report, its signature, and its reopening."""

from cases.closing.actions import closing_reports, reopenings, signatures
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.models import ClosingReport

SAID = "I want it to stop now, and to know that I can come back."
WHY = "There is a first account and a suspect who says that she agreed. Nothing else bears on it."
LINES = (
    LineOfInquiry("Account of victim 1", True),
    LineOfInquiry("Phone of the suspect", False, "She asked that nothing more be done."),
)


def victim_said(builder, said=SAID, victim=None, **facts):
    """What a victim said to the officer today; by default the case's first."""
    told = {
        "spoke": builder.cast.officer, "on": builder.at.date(), "how": "IN_PERSON",
        "told": ["REVIEW", "REOPENING"],
    }  # fmt: skip
    return VictimAnswer(victim or builder.victim, said, **told | facts)


def propose_closing(builder, n=0, who="officer", **facts):
    """The officer writes a closing report about a suspect who was interviewed."""
    written = {
        "outcome": 16, "reasons": WHY, "lines": LINES, "victims": [victim_said(builder)],
        "interviewed_on": builder.at.date(), "no_advice_because": "There was nothing to ask about.",
    }  # fmt: skip
    return builder.do(
        closing_reports.propose_closing, who, suspect=builder.suspects[n], **written | facts
    )


def newest_report(suspect):
    """The newest closing report about a suspect."""
    rows = ClosingReport.objects.unscoped("test").filter(suspect=suspect)
    return rows.order_by("number").last()


def sign_closing(builder, n=0, who="supervisor", **facts):
    """The supervisor signs the report that waits."""
    suspect = builder.suspects[n]
    signed = {
        "version": newest_report(suspect).number, "has_open_line": False,
        "text": "I have read the accounts and the messages.",
    }  # fmt: skip
    return builder.do(signatures.sign_closing_report, who, suspect=suspect, **signed | facts)


def send_closing_back(builder, n=0, who="supervisor", **facts):
    """The supervisor sends the report back."""
    suspect = builder.suspects[n]
    said = {
        "version": newest_report(suspect).number,
        "text": "Say why the phone was not downloaded.",
    }
    return builder.do(signatures.send_closing_report_back, who, suspect=suspect, **said | facts)


def withdraw_closing(builder, n=0, who="officer", text="Another witness has come forward."):
    """The officer withdraws the report that waits."""
    return builder.do(
        closing_reports.withdraw_closing_report, who, suspect=builder.suspects[n], text=text
    )


def close_investigation(builder, n=0, **facts):
    """Write a closing report and sign it."""
    propose_closing(builder, n, **facts)
    return sign_closing(builder, n)


def reopen_closed(builder, n=0, who="supervisor", **facts):
    """The supervisor reopens a closed investigation: new evidence."""
    said = {"ground": "NEW_EVIDENCE", "text": "A friend has come forward with messages."}
    return builder.do(
        reopenings.reopen_investigation, who, suspect=builder.suspects[n], **said | facts
    )
