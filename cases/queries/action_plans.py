"""Queries for the pages of reviews and action plans."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from cases.models import Review, Suspect
from cases.permissions import SUSPECT
from cases.states import State, state_label
from people.access.scopes import Scope, standings_on

DECISION_VERBS = {"authorise_charge", "propose_no_further_action", "record_consultation"}


def suspects_with_prosecutor(rows: Any, scope: Scope) -> list[Suspect]:
    """The suspects of a case or a review who are with the prosecutor now."""
    return list(rows.for_scope(scope).filter(state=State.WITH_PROSECUTOR).order_by("number"))


def offered_suspects(rows: Any, scope: Scope, *, whoever: bool) -> list[Suspect]:
    """Suspects to offer for a plan or review: those with the prosecutor, or else all."""
    if whoever:
        return list(rows.for_scope(scope).order_by("number"))
    return suspects_with_prosecutor(rows, scope)


@dataclass(frozen=True)
class ReviewedSuspect:
    """A suspect of a review, and the decisions the reader may make about them now."""

    suspect: object
    state: str | Promise
    allowed: frozenset[str]


def reviewed_suspects(review: Review, scope: Scope) -> list[ReviewedSuspect]:
    """The suspects of a review, each with the decisions open to the reader."""
    suspects = list(review.suspects.for_scope(scope).order_by("number"))
    who = standings_on(scope, suspects)
    return [
        ReviewedSuspect(
            row,
            state_label(row.state, scope.side),
            SUSPECT.allowed_verbs(who[row.pk], row) & DECISION_VERBS,
        )
        for row in suspects
    ]
