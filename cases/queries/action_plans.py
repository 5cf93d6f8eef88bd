"""What a prosecutor sees of reviews and plans."""

from dataclasses import dataclass
from typing import Any

from cases.models import Review, Suspect
from cases.permissions import SUSPECT
from cases.states import State, state_label
from people.access.scopes import Scope, standings_on

DECISION_VERBS = {"authorise_charge", "propose_no_further_action", "record_consultation"}


def suspects_with_prosecutor(rows: Any, scope: Scope) -> list[Suspect]:
    """Of a case's or a review's suspects, those who are with the prosecutor now."""
    return list(rows.for_scope(scope).filter(state=State.WITH_PROSECUTOR).order_by("number"))


def offered_suspects(rows: Any, scope: Scope, *, whoever: bool) -> list[Suspect]:
    """Whom a plan or a review may be about: those with the prosecutor, or whoever there is."""
    if whoever:
        return list(rows.for_scope(scope).order_by("number"))
    return suspects_with_prosecutor(rows, scope)


@dataclass(frozen=True)
class ReviewedSuspect:
    """A suspect of a review, and what the reader may decide about her or him now."""

    suspect: object
    state: str
    allowed: set


def reviewed_suspects(review: Review, scope: Scope) -> list[ReviewedSuspect]:
    """The suspects of a review, each with the decisions open on it."""
    suspects = list(review.suspects.for_scope(scope).order_by("number"))
    who = standings_on(scope, suspects)
    return [
        ReviewedSuspect(
            row,
            state_label(row.state, scope.side),
            SUSPECT.open_to(who[row.pk], row) & DECISION_VERBS,
        )
        for row in suspects
    ]
