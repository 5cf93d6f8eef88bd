"""Protocols of what victims/actions/reviewable_decisions.py returns, for typing only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from cases.models import ChargeStop, Suspect
from victims.vrr_rules import ReviewableDecision


class DecisionFactsProtocol(Protocol):
    """The facts of one decision, and when the victim was told of it."""

    @property
    def decided_on(self) -> date | None: ...

    @property
    def told_on(self) -> date | None: ...

    @property
    def sent_on(self) -> date | None: ...

    @property
    def is_interviewed(self) -> bool | None: ...

    @property
    def stop(self) -> ChargeStop | None: ...

    def told_after(self, asked_on: date, at: datetime) -> date | None: ...


class ReviewableSuspectProtocol(Protocol):
    """One suspect and the reviewable decisions about them."""

    @property
    def suspect(self) -> Suspect: ...

    @property
    def decisions(self) -> Mapping[ReviewableDecision, DecisionFactsProtocol]: ...

    @property
    def is_charged_in_part(self) -> bool: ...

    @property
    def been_in(self) -> tuple[str, ...]: ...
