"""The circumstances of a demo case's victim: recorded in most stories, corrected in some."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cases.case_details.actions.circumstances import record_circumstances
from cases.documents.actions.documents import add_documents
from cases.models import MgForm, Victim
from cases.special_measures import Assessment
from rasso.demo.documents import demo_file

if TYPE_CHECKING:
    from rasso.demo.stories import Story

UNKNOWN = {"domestic_abuse": "NOT_KNOWN", "was_child": "NOT_KNOWN", "is_vulnerable": "NOT_KNOWN"}
NOTHING = {"domestic_abuse": "NO", "was_child": "NO", "is_vulnerable": "NO"}
# What is recorded, in turn by the serial number of the case; None: nothing yet.
RECORDED: tuple[dict[str, Any] | None, ...] = (
    NOTHING | {"domestic_abuse": "YES"},
    NOTHING,
    None,
    NOTHING | {"is_vulnerable": "YES", "grounds": ["FEAR"]},
    NOTHING | {"domestic_abuse": "YES", "is_vulnerable": "YES", "grounds": ["IMPAIRMENT", "FEAR"]},
    NOTHING | {"was_child": "YES", "is_vulnerable": "YES", "grounds": ["UNDER_18"]},
    UNKNOWN | {"domestic_abuse": "NO"},
)
NOT_ASSESSED = "Demo text. Her interview is recorded, and she says that she needs nothing else."
BECAUSE = "Demo text. The victim's interview says more than the first report did."


def demo_assessment(story: "Story", turn: int) -> dict[str, Any]:
    """Where the assessment of special measures (MG2) stands, in turn."""
    expected = {"assessment_expected_on": story.today + timedelta(days=12)}
    kinds: tuple[dict[str, Any], ...] = (
        {"assessment": "OUTSTANDING"} | expected,
        {"assessment": "NOT_REQUIRED", "not_assessed_because": NOT_ASSESSED},
        {"assessment": "OUTSTANDING"},
        {"assessment": "DONE"},
    )
    return kinds[turn % len(kinds)]


def record_demo_circumstances(story: "Story", victim: Victim) -> None:
    """The officer records them; in some stories first that they are not known, then why not so."""
    turn = int(story.urn[4:9])
    recorded = RECORDED[turn % len(RECORDED)]
    if recorded is None:
        return
    recorded |= demo_assessment(story, turn)
    if recorded["assessment"] == Assessment.DONE:
        paper = (demo_file("MG2 assessment.txt"), MgForm.MG2)
        [mg2] = story.do(story.officer, add_documents, case=story.case, documents=[paper])
        recorded |= {"mg2": mg2}
    if turn % 3 == 0 and recorded != UNKNOWN:
        story.do(story.officer, record_circumstances, victim=victim, **UNKNOWN)
        recorded = recorded | {"reason": BECAUSE}
    suspects = list(story.case.suspects.unscoped("demo").order_by("number")[:1])
    story.do(story.officer, record_circumstances, victim=victim, abusers=suspects, **recorded)
