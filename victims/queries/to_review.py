"""The shape of what victims/actions/reviewable.py finds to be reviewed, for types alone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from cases.models import Suspect
from victims.eligibility import Reviewed


class KnownDecision(Protocol):
    """What is known of one decision, and when the victim was told of it."""

    @property
    def decided_on(self) -> date | None: ...

    @property
    def told_on(self) -> date | None: ...

    @property
    def sent_on(self) -> date | None: ...

    def told_after(self, asked_on: date, at: datetime) -> date | None: ...


class ToReview(Protocol):
    """One suspect, and the decisions about them."""

    @property
    def suspect(self) -> Suspect: ...

    @property
    def decisions(self) -> Mapping[Reviewed, KnownDecision]: ...

    @property
    def is_charged_in_part(self) -> bool: ...
