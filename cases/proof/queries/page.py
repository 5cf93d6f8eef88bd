"""What the page of proof shows: suspects to choose from, the matrix, what its reader can do."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from cases.models import Bearing, Case, Document, Gap, HeldMaterial, Review, Suspect
from cases.permissions import BEARING, GAP, REVIEW, SUSPECT
from cases.permissions.state_tests import is_charge_to_be_reviewed
from cases.proof.place_texts import repeated_gap_text
from cases.proof.queries.charged_counts import CountRow, counts_otherwise_charged
from cases.proof.queries.matrix import PointRow, ProofMatrix, proof_matrix
from cases.proof.queries.once import GapOnce
from cases.proof.row_filters import RowFilter, is_shown, row_filter
from cases.states import State
from people.access.scopes import Scope, Standing, standing_on

MOST_DOCUMENTS = 500


@dataclass(frozen=True)
class ProofPage:
    """
    The page of one suspect. matrix: None on a case without a suspect. plan_on: the review on which
    the reader can set a plan of the gaps now, with the verb by which. counts: those that are
    charged otherwise than alleged. shown: which rows are shown; None for all. is_repeat: it shows
    rows a second time.
    """

    suspects: list[Suspect]
    matrix: ProofMatrix | None
    allowed: frozenset[str]
    who: Standing
    plan_on: tuple[Review, str] | None
    is_all_ticked: bool = False
    counts: list[CountRow] = field(default_factory=list)
    shown: RowFilter | None = None
    is_repeat: bool = False

    @property
    def read_only(self) -> "ProofPage":
        """The page without what its reader can do, for what is shown a second time."""
        return replace(self, allowed=frozenset(), is_repeat=True)

    @cached_property
    def _once(self) -> dict[UUID, GapOnce]:
        gaps = self.matrix.gaps if self.matrix else []
        return {at.gap.row.pk: each for each in gaps for at in each.placed}

    def stands_also(self, gap: Gap) -> str:
        """That a gap stands on several points and is counted once; "" if it stands on one."""
        once = self._once.get(gap.pk)
        return repeated_gap_text([each.number for each in once.placed]) if once else ""

    def rows_shown(self, rows: list[PointRow]) -> list[PointRow]:
        """Those of the rows that the page shows."""
        return [each for each in rows if is_shown(each, self.shown)]

    def may_end(self, entry: Bearing | Gap) -> bool:
        """Whether the reader can remove the entry or close the gap now."""
        if "add_gap" not in self.allowed:
            return False
        if isinstance(entry, Gap):
            return GAP.refusal(self.who, "close_gap", entry) is None
        return BEARING.refusal(self.who, "remove_bearing", entry) is None


def page_of_proof(
    case: Case, scope: Scope, *, number: str, tick: str = "", show: str = ""
) -> ProofPage:
    """
    The proof against the suspect with this number, or else the first.

    tick: "all" ticks gaps. show: the name of a RowFilter; another text shows every row.
    """
    suspects = list(case.suspects.for_scope(scope).order_by("number"))
    who = standing_on(scope, case)
    chosen = [each for each in suspects if str(each.number) == number] or suspects[:1]
    if not chosen:
        return ProofPage([], None, frozenset(), who, None)
    suspect = chosen[0]
    suspect.case = case
    allowed = SUSPECT.allowed_verbs(who, suspect)
    matrix = proof_matrix(suspect, scope)
    plan_on = _review_to_plan_on(suspect, scope, who) if matrix.unasked else None
    counts = counts_otherwise_charged(suspect, matrix.subjects, scope)
    return ProofPage(
        suspects, matrix, allowed, who, plan_on, is_all_ticked=tick == "all", counts=counts,
        shown=row_filter(show),
    )  # fmt: skip


def _review_to_plan_on(suspect: Suspect, scope: Scope, who: Standing) -> tuple[Review, str] | None:
    """The newest review of the suspect, if the reader can set or propose a plan on it now."""
    if suspect.state != State.WITH_PROSECUTOR and not is_charge_to_be_reviewed(suspect):
        return None
    review = Review.objects.for_scope(scope).filter(suspects=suspect).order_by("-at", "-pk").first()
    if review is None:
        return None
    verbs = ("set_action_plan", "propose_action_plan")
    usable = [verb for verb in verbs if REVIEW.refusal(who, verb, review) is None]
    return (review, usable[0]) if usable else None


def documents_to_name(suspect: Suspect, scope: Scope) -> list[Document]:
    """The documents of the case that the reader can name, newest first."""
    rows = Document.objects.for_scope(scope).filter(case=suspect.case_id, is_current=True)
    return list(rows.order_by("-added_at", "pk")[:MOST_DOCUMENTS])


def material_to_name(suspect: Suspect, scope: Scope) -> list[HeldMaterial]:
    """The material of the case that is held elsewhere, newest first."""
    rows = HeldMaterial.objects.for_scope(scope).filter(case=suspect.case_id)
    return list(rows.order_by("-number")[:MOST_DOCUMENTS])
