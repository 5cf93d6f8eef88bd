"""
Why demo cases are charged or not: reasons, and what was looked at about the suspect, that agree.

Each decision has one of a few sets, by the number of its case, so that no two pages read alike.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.decisions.suspect_focus import StatedFocus
from cases.models import FocusAnswer as A
from cases.models import FocusQuestion as Q

if TYPE_CHECKING:
    from rasso.demo.stories import Story


@dataclass(frozen=True)
class Reasons:
    """The evidential stage of a decision, and its answers about the suspect."""

    rationale: str
    focus: tuple[StatedFocus, ...]


CHARGED = (
    Reasons(
        "Demo text. There is a realistic prospect of conviction: the messages and the first account"
        " bear her out.",
        (
            StatedFocus(Q.BEFORE, A.BEARS, "Demo text. His messages of the two days before say what"
                        " he meant to do."),
            StatedFocus(Q.DURING, A.BEARS, "Demo text. By his own account he asked nothing, and"
                        " went on when she was silent."),
            StatedFocus(Q.AFTER, A.NOT_LOOKED, "Demo text. His phone was locked, and the download"
                        " has not come back."),
            StatedFocus(Q.MISCONCEPTIONS, A.BEARS, "Demo text. That she would have told somebody at"
                        " once. The officer in her interview and the direction on delay answer"
                        " it."),
        ),
    ),
    Reasons(
        "Demo text. A court is more likely than not to convict: he was told to stay away, came"
        " back, and has given two accounts that cannot both be true.",
        (
            StatedFocus(Q.BEFORE, A.BEARS, "Demo text. He had been told to stay away from her, and"
                        " came back that week."),
            StatedFocus(Q.DURING, A.BEARS, "Demo text. She says that she said no twice. He says"
                        " that he did not hear it, with the door shut and nothing else on."),
            StatedFocus(Q.AFTER, A.BEARS, "Demo text. He deleted that night’s messages, and asked a"
                        " friend to say that he had left early."),
            StatedFocus(Q.MISCONCEPTIONS, A.BEARS, "Demo text. That she met him again the next day."
                        " People stay in touch for many reasons, as her statement says."),
        ),
    ),
    Reasons(
        "Demo text. The neighbour who heard her and the doctor’s findings support her account, and"
        " his does not explain either. A conviction is more likely than not.",
        (
            StatedFocus(Q.BEFORE, A.NOTHING),
            StatedFocus(Q.DURING, A.BEARS, "Demo text. The neighbour heard her say stop. He accepts"
                        " that she cried, and did not ask why."),
            StatedFocus(Q.AFTER, A.BEARS, "Demo text. He wrote to her that he was sorry, before"
                        " anybody had spoken to him."),
            StatedFocus(Q.MISCONCEPTIONS, A.NOTHING),
        ),
    ),
)  # fmt: skip
NOT_BELIEVED = " This does not mean that the complainant was not believed."
NO_FURTHER_ACTION = (
    Reasons(
        "Demo text. It cannot be proved that he did not reasonably believe that she agreed. Each"
        " line of inquiry that could test what he says has been followed, and none does."
        + NOT_BELIEVED,
        (
            StatedFocus(Q.BEFORE, A.BEARS, "Demo text. His messages of the week before were read in"
                        " full. None says what he meant to do."),
            StatedFocus(Q.DURING, A.BEARS, "Demo text. He says what he asked and what he took for a"
                        " yes. No witness or recording shows that it is untrue."),
            StatedFocus(Q.AFTER, A.BEARS, "Demo text. His phone for that week was read. He told"
                        " nobody anything else than he told the police."),
            StatedFocus(Q.MISCONCEPTIONS, A.BEARS, "Demo text. That she reported it after four"
                        " weeks. Nothing in this decision rests on that."),
        ),
    ),
    Reasons(
        "Demo text. What he believed is the issue, and the evidence on it is in balance: both"
        " accounts fit the times that the cameras give, and nobody else was there." + NOT_BELIEVED,
        (
            StatedFocus(Q.BEFORE, A.NOTHING),
            StatedFocus(Q.DURING, A.BEARS, "Demo text. He gave the same account in both interviews,"
                        " and the cameras bear out its times."),
            StatedFocus(Q.AFTER, A.NOTHING),
            StatedFocus(Q.MISCONCEPTIONS, A.BEARS, "Demo text. That both had been drinking. Whether"
                        " she could choose was asked of the toxicologist, who cannot say."),
        ),
    ),
    Reasons(
        "Demo text. The one witness who could contradict what he says he asked her has left the"
        " country and will not make a statement. Without that there is no realistic prospect of"
        " conviction." + NOT_BELIEVED,
        (
            StatedFocus(Q.BEFORE, A.BEARS, "Demo text. Earlier complaints against him were asked"
                        " for in three forces. There are none."),
            StatedFocus(Q.DURING, A.NOT_LOOKED, "Demo text. The only other person who was there"
                        " will not make a statement."),
            StatedFocus(Q.AFTER, A.BEARS, "Demo text. He gave the police his phone on the first"
                        " day. Nothing on it is about that night."),
            StatedFocus(Q.MISCONCEPTIONS, A.NOTHING),
        ),
    ),
)  # fmt: skip


def reasons_to_charge(story: "Story") -> Reasons:
    """The reasons of a story whose suspects are charged."""
    return CHARGED[int(story.urn[4:9]) % len(CHARGED)]


def reasons_not_to_charge(story: "Story") -> Reasons:
    """The reasons of a story in which no further action is decided."""
    return NO_FURTHER_ACTION[int(story.urn[4:9]) % len(NO_FURTHER_ACTION)]
