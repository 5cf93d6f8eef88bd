"""From an investigation to its end: a closing report, its signature, and its reopening."""

from cases.case_details.actions import cases as case_actions
from cases.closing.actions import closing_reports, reopenings, signatures
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.models import ClosingReport
from devtools.case_builder import CaseBuilder
from devtools.usual_answers import FOCUS
from tests.support.cases.counts import NIGHT, offence_with_code

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


def two_victims(people, **facts):
    """A suspect of two victims: an allegation about the first, then one about builder.second."""
    builder = CaseBuilder(people, **facts)
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    allege(builder, builder.second)
    return builder


def allege(builder, victim, code="SX03003", n=0):
    """A further allegation against a suspect, by default the first."""
    return builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=victim,
        suspect=builder.suspects[n], offence=offence_with_code(code), from_on=NIGHT,
    )  # fmt: skip


def propose_apart(builder, first=15, second=16, **facts):
    """A report in which the allegations about two victims have different outcomes."""
    said = [
        victim_said(builder, "I want it to go on."),
        victim_said(builder, "I want it to stop.", victim=builder.second),
    ]
    outcomes = outcomes_by_victim(builder, {builder.victim: first, builder.second: second})
    return propose_closing(builder, **{"outcome": outcomes, "victims": said} | facts)


def outcomes_by_victim(builder, codes):
    """{allegation: outcome} of the first suspect. codes: {victim: outcome}."""
    rows = builder.suspects[0].allegations.unscoped("test").filter(is_current=True)
    return {row.pk: codes[row.victim] for row in rows.select_related("victim")}


def propose_closing(builder, n=0, who="officer", **facts):
    """The officer writes a closing report about a suspect who was interviewed."""
    written = {
        "outcome": 16, "reasons": WHY, "lines": LINES, "victims": [victim_said(builder)],
        "interviewed_on": builder.at.date(), "no_advice_because": "There was nothing to ask about.",
        "focus": FOCUS,
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
