"""Cases of the scene on which the police close an investigation."""

from cases.closing.report_parts import LineOfInquiry
from devtools.case_builder import CaseBuilder
from tests.support.browser.scenes.action_plans import LONG
from tests.support.cases import closing


def build_closings(people, start):
    """
    A report sent back, one that waits for a signature, one in force, one reopened, and one with
    different outcomes.
    """
    return {
        "closing_sent_back": send_closing_back_long(CaseBuilder(people, suspects=2, at=start)),
        "closing": write_closing_again(CaseBuilder(people, suspects=2, at=start)),
        "closed": close_long(CaseBuilder(people, suspects=2, at=start)),
        "closing_reopened": reopen_long(CaseBuilder(people, suspects=2, at=start)),
        "closing_apart": send_apart_back(closing.two_victims(people, at=start)),
    }


def write_closing(builder):
    """A long report about the first suspect."""
    lines = [LineOfInquiry(f"{LONG[:200]} {n}", n % 2 == 0, LONG * (n % 2)) for n in range(4)]
    said = closing.victim_said(builder, LONG, told=["SPECIAL_MEASURES", "REVIEW", "ISVA"])
    closing.propose_closing(builder, reasons=f"{LONG}\n\n{LONG}", lines=lines, victims=[said])
    return builder


def send_closing_back_long(builder):
    """A long report, sent back with long words."""
    closing.send_closing_back(write_closing(builder), text=LONG)
    return builder


def write_closing_again(builder):
    """A report written again after it was sent back."""
    return write_closing(send_closing_back_long(builder))


def send_apart_back(builder):
    """A report in which two allegations have different outcomes, sent back."""
    closing.propose_apart(builder)
    closing.send_closing_back(builder)
    return builder


def close_long(builder):
    """A long report in force, signed with a line of inquiry left open."""
    closing.sign_closing(write_closing(builder), text=LONG, has_open_line=True)
    return builder


def reopen_long(builder):
    """A closed investigation reopened, with long words."""
    closing.reopen_closed(close_long(builder), text=LONG)
    return builder
