"""What the referral of a demo case says: the answers of its MG3."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from cases.anticipated_pleas import AnticipatedPlea
from cases.models import Suspect
from cases.referrals.queries.returns_to_answer import returns_of_suspects
from people.access.scopes import scope_of
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


# {code of a reason of triage: (what triage writes, what the police answer)}.
OF_RETURNS = {
    "no_mg3": (
        "Demo text. The answer about strengths and weaknesses is empty.",
        "Demo text. Answered in full, the weaknesses too.",
    ),
    "exhibits_missing": (
        "Demo text. The exhibit list ends at SO/3.",
        "Demo text. SO/4 is still at the laboratory. The list has the rest.",
    ),
    "mg11s_missing": (
        "Demo text. There is no statement of the friend who was rung first.",
        "Demo text. Taken this week. It is on the case as an MG11.",
    ),
}


def details(reasons: Iterable[str]) -> dict[str, str]:
    """{code: detail} of these reasons of a return."""
    return {code: OF_RETURNS[code][0] for code in reasons}


def demo_return_answers(story: "Story", suspects: Collection[Suspect]) -> dict[str, str]:
    """{key of a reason: answer} for every reason for which triage returned these suspects."""
    by = scope_of(story.pair.people[story.officer], at=story.world.now)
    return {
        reason.key: OF_RETURNS[reason.key.partition("_")[2]][1]
        for one in returns_of_suspects(story.case, suspects, by)
        for reason in one.reasons
    }


def demo_pleas(suspects: Iterable[Suspect]) -> dict[str, str]:
    """{number of a suspect: code of the plea that the police expect}."""
    kinds = AnticipatedPlea.values
    return {str(each.number): kinds[each.number % len(kinds)] for each in suspects}
