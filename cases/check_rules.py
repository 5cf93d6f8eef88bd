"""What a check is and how one is applied: of a referral, or of a request for early advice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CheckOutcome(TextChoices):
    """Outcome of a check."""

    MISSING = "MISSING", _("Missing")
    THERE = "THERE", _("Nothing missing")
    LATER = "LATER", _("Asked at sign-off")
    UNCHECKED = "UNCHECKED", _("Not checked by the system")


@dataclass(frozen=True)
class CheckRule:
    """
    One check; of a referral, also the reason for which triage would return it.

    code: as stored and in the API.
    words: the reason as triage words it, or the item of an early-advice request.
    to_do: what the officer has to do.
    source: where the rule comes from.
    test: called with the snapshot and the moment, returns what is missing, in words; None if
        the system cannot decide, always or of this one, with the reason in `unchecked`.
    is_needed: required, so the form insists.
    is_priority: a reason for referrals of the red class only.
    """

    code: str
    words: str | Promise
    to_do: str | Promise
    source: str | Promise
    test: Callable[[Any, datetime], Sequence[str | Promise] | None] | None = None
    unchecked: str | Promise = ""
    is_needed: bool = False
    is_priority: bool = False


@dataclass(frozen=True)
class CheckResult:
    """Result of a check for one referral at one moment."""

    rule: CheckRule
    outcome: CheckOutcome
    missing: tuple[str | Promise, ...] = ()  # what exactly, in words

    @property
    def code(self) -> str:
        """The code of the check, and of the return reason."""
        return self.rule.code

    @property
    def is_missing(self) -> bool:
        """Whether the officer is warned."""
        return self.outcome == CheckOutcome.MISSING


def apply_check(rule: CheckRule, sent: object, at: datetime) -> CheckResult:
    """Result of one check; sent: the snapshot that the rule reads."""
    found = rule.test(sent, at) if rule.test else None
    if found is None:
        return CheckResult(rule, CheckOutcome.UNCHECKED)
    missing = tuple(found)
    return CheckResult(rule, CheckOutcome.MISSING if missing else CheckOutcome.THERE, missing)
