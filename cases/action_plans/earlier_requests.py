"""
Requests that asked before for what a new one asks for.

A rule of this service: the same holder, or the same way with dates that overlap, of the same
victim, is asked again only with a reason. Runs no queries.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Victim, VictimRequest
from people.text.dates import format_period

ASKED_BEFORE = gettext_lazy(
    "This was asked for before, in %(earlier)s. Say why it is asked for again"
)


def same_material(
    register: Iterable[VictimRequest], *, victim: Victim | None, reach: str, holder: str,
    from_on: date, to_on: date,
) -> list[VictimRequest]:  # fmt: skip
    """The earlier requests that asked for the same."""
    victim_id = victim.pk if victim else None
    return [
        each for each in register
        if was_asked(each) and is_same_material(
            each, victim_id=victim_id, reach=reach, holder=holder, from_on=from_on, to_on=to_on
        )
    ]  # fmt: skip


def was_asked(earlier: VictimRequest) -> bool:
    """Whether a request was made or may still be: not one whose action was cancelled before."""
    return earlier.requested_on is not None or not earlier.is_cancelled


def is_same_material(
    earlier: VictimRequest, *, victim_id: UUID | None, reach: str, holder: str, from_on: date,
    to_on: date,
) -> bool:  # fmt: skip
    """Whether an earlier request of the case asks for the same; an unnamed victim may be any."""
    if None not in (victim_id, earlier.victim_id) and victim_id != earlier.victim_id:
        return False
    if holder and _folded(holder) == _folded(earlier.holder):
        return True
    overlap = earlier.from_on <= to_on and from_on <= earlier.to_on
    return earlier.reach == reach and overlap


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold().removesuffix(".")


def earlier_text(found: Iterable[VictimRequest]) -> str:
    """The earlier requests in words, to be shown where the same is asked again."""
    return "; ".join(
        _("%(request)s (%(holder)s, %(days)s)")
        % {
            "request": each.name_in_sentence,
            "holder": each.holder.rstrip(" .") or each.get_reach_display(),
            "days": format_period(each.from_on, each.to_on),
        }
        for each in found
    )  # fmt: skip
