"""What is seen of the proof on the pages on which a decision is made."""

from dataclasses import dataclass

from cases.models import Suspect
from cases.proof.queries.matrix import proof_matrix
from cases.proof.queries.once import GapOnce, UnderminingOnce
from people.access.scopes import Scope


@dataclass(frozen=True)
class ProofAtDecision:
    """
    What a decision is made in sight of. undermining: what undermines the case or assists the
    defence. gaps: those that stand and are essential or overdue, the overdue first.
    """

    undermining: list[UnderminingOnce]
    gaps: list[GapOnce]


def proof_at_decision(suspect: Suspect, scope: Scope) -> ProofAtDecision:
    """What bears on a decision about a suspect, as the reader may see it. Eight queries."""
    matrix = proof_matrix(suspect, scope)
    gaps = [each for each in matrix.gaps if each.is_essential or each.is_late]
    return ProofAtDecision(matrix.undermining, sorted(gaps, key=lambda each: not each.is_late))
