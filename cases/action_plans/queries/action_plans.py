"""Queries for the pages of reviews and action plans."""

from dataclasses import dataclass

from django.utils.functional import Promise

from cases.models import Review
from cases.permissions import SUSPECT
from cases.states import state_label
from people.access.scopes import Scope, standings_on

DECISION_VERBS = {"authorise_charge", "propose_no_further_action", "record_consultation"}


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
