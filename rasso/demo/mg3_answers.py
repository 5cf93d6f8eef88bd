"""What the referral of a demo case says: the answers of its MG3."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cases.anticipated_pleas import AnticipatedPlea
from cases.models import Suspect
from rasso.demo import open_lines, texts

if TYPE_CHECKING:
    from rasso.demo.stories import Story

ORDERS = (
    "Demo text. A restraining order against suspect 1 on conviction, to protect Victim 1: they "
    "live in one street. On bail, that he does not go there.",
    "Demo text. None.",
)


def demo_mg3(story: "Story") -> dict[str, Any]:
    """The answers to the questions that are asked of the case as a whole."""
    return {
        "urgency": story.urgency, "code_test": "THRESHOLD" if story.urgency == "RED" else "FULL",
        "summary": texts.SUMMARY, "strengths": texts.STRENGTHS, "lines_done": texts.LINES_DONE,
        "disclosure": texts.DISCLOSURE, "open_lines": open_lines.demo_open_lines(story),
        "victim_needs": texts.NEEDS, "orders_sought": ORDERS[int(story.urn[4:9]) % len(ORDERS)],
        "no_advice_because": texts.WITHOUT_ADVICE,
    }  # fmt: skip


def demo_pleas(suspects: Iterable[Suspect]) -> dict[str, str]:
    """{number of a suspect: code of the plea that the police expect}."""
    kinds = AnticipatedPlea.values
    return {str(each.number): kinds[each.number % len(kinds)] for each in suspects}
