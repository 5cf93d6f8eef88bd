"""
A suspect's personal details in words: what an MG3 asks besides identity and custody.

One plain shape for what is recorded now and for what was sent. Runs no queries.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Gender, YesNoNotKnown
from cases.models.ethnic_group import EthnicGroup


@dataclass(frozen=True)
class SuspectDetails:
    """
    What is recorded of one suspect, as one reader may see it.

    suspect: their number. number: of the version, 0 where nothing is recorded.
    """

    suspect: int
    number: int = 0
    gender: str = ""
    ethnic_group: str = ""
    ethnicity: str = ""  # in words, from before it had codes
    nationality: str = ""
    needs_interpreter: str = YesNoNotKnown.NOT_KNOWN
    language: str = ""
    mental_health: str = ""
    other_proceedings: str = ""

    @property
    def version(self) -> int:
        """The version that a form is about: 1 where nothing is recorded."""
        return self.number + 1


ETHNIC_CODES = {EthnicGroup.DECLINED: "NS"}  # of answers whose code is another word
# What is asked, in this order; and what is read besides.
DETAIL_FIELDS = (
    "gender", "ethnic_group", "nationality", "needs_interpreter", "language", "mental_health",
    "other_proceedings",
)  # fmt: skip
READ_FIELDS = (*DETAIL_FIELDS, "ethnicity")


def details_texts(
    recorded: SuspectDetails, *, to_decide: bool = False
) -> Iterator[tuple[str, str]]:
    """
    (label, text) of each fact; what is empty is said not to be recorded.

    to_decide: without ethnicity and nationality, because no decision to charge rests on them.
    """
    unknown = _("Not recorded")
    yield _("Gender"), str(Gender(recorded.gender).label) if recorded.gender else unknown
    if not to_decide:
        yield _("Ethnicity"), _ethnicity_text(recorded) or unknown
        yield _("Nationality"), recorded.nationality or unknown
    yield _("Interpreter"), _interpreter_text(recorded)
    yield _("Mental health"), recorded.mental_health or unknown
    yield _("Other proceedings"), recorded.other_proceedings or unknown


def _ethnicity_text(recorded: SuspectDetails) -> str:
    """The answer with its code, and what was recorded in words before; "" for neither."""
    words = _("%(text)s (recorded in words)") % {"text": recorded.ethnicity}
    texts = [words if recorded.ethnicity else ""]
    if recorded.ethnic_group:
        group = EthnicGroup(recorded.ethnic_group)
        told = {"group": group.label, "code": ETHNIC_CODES.get(group, group.value)}
        is_coded = group != EthnicGroup.NOT_ASKED
        texts.insert(0, _("%(group)s (%(code)s)") % told if is_coded else str(group.label))
    return "; ".join(filter(None, texts))


def _interpreter_text(recorded: SuspectDetails) -> str:
    answer = str(YesNoNotKnown(recorded.needs_interpreter).label)
    return f"{answer}: {recorded.language}" if recorded.language else answer


def read_details(rows: Collection[dict[str, Any]] | None) -> dict[int, SuspectDetails]:
    """{number of the suspect: details} of rows as a query or a snapshot has them."""
    return {row["suspect"]: SuspectDetails(**row) for row in rows or ()}
