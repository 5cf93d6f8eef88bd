"""The suspects of a case or a review that a form offers."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases.models import Suspect
from cases.states import CHARGE_STATES, State
from people.access.scopes import Scope


@dataclass(frozen=True)
class SuspectNotYet:
    """A suspect who cannot be chosen now, and why."""

    suspect: Suspect
    because: str = ""  # refusal because of the state
    sent_back: UUID | None = None  # id of a referral sent back by the supervisor


@dataclass(frozen=True)
class SuspectChoice:
    """The suspects of a case, split into those who can be chosen and those who cannot yet."""

    ready: list[Suspect]
    not_yet: list[SuspectNotYet] = field(default_factory=list)

    @property
    def everyone(self) -> list[Suspect]:
        """Every visible suspect of the case, by number."""
        everyone = self.ready + [each.suspect for each in self.not_yet]
        return sorted(everyone, key=lambda suspect: suspect.number)


def suspects_to_review(rows: Any, scope: Scope) -> list[Suspect]:
    """
    The suspects of a case or a review who are with the prosecutor, and those who are charged and to
    be reviewed again: on each a plan can be set.
    """
    again = Q(state__in=CHARGE_STATES, is_to_be_reviewed_again=True)
    rows = rows.for_scope(scope).filter(again | Q(state=State.WITH_PROSECUTOR))
    return list(rows.order_by("number"))


def suspects_to_review_or_charged(rows: Any, scope: Scope) -> list[Suspect]:
    """Those, and the suspects who are charged: what comes out since is reviewed without a plan."""
    again = Q(state__in=CHARGE_STATES, is_to_be_reviewed_again=True)
    now = Q(state__in=(State.WITH_PROSECUTOR, State.CHARGED))
    return list(rows.for_scope(scope).filter(again | now).order_by("number"))


def offered_suspects(rows: Any, scope: Scope, *, whoever: bool) -> list[Suspect]:
    """Suspects to offer for a plan: those who can be reviewed now, or else all."""
    if whoever:
        return list(rows.for_scope(scope).order_by("number"))
    return suspects_to_review(rows, scope)
