"""The open challenge or variation of an action item, for both sides."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ActionItem, Challenge, ChallengeKind
from cases.statuses import ChallengeStatus
from people.access.scopes import Scope
from people.models.nullable import not_null
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.due_text import day_with_doubt

CHALLENGE_KIND_TEXT = {
    ChallengeKind.VARIATION: gettext_lazy("The police propose a variation of this action."),
    ChallengeKind.CHALLENGE: gettext_lazy("The police challenge this action."),
}
CHALLENGE_NEXT_TEXT = {
    ChallengeStatus.ASKED: gettext_lazy("The prosecutor answers by %(day)s."),
    ChallengeStatus.HELD: gettext_lazy(
        "The prosecutor keeps the action as it is. The police accept that or take it further."
    ),
    ChallengeStatus.UP: gettext_lazy("%(two)s resolve it together."),
    ChallengeStatus.PROPOSED: gettext_lazy("%(two)s resolve it: one proposes, the other agrees."),
    ChallengeStatus.UNSETTLED: gettext_lazy(
        "%(two)s did not agree. It can be taken further, or they can propose again."
    ),
}
IT_STANDS = gettext_lazy("Until then the action stays open and its date stays as it is.")
DAYS_ADDED = gettext_lazy(
    "Until then the police are not late. The days that the answer takes are added to the date."
)


@dataclass(frozen=True)
class ChallengeDetail:
    """The state of an open challenge as text; `doubt` says where its period comes from."""

    challenge: Challenge
    text: str
    doubt: str

    @property
    def is_variation(self) -> bool:
        return self.challenge.kind == ChallengeKind.VARIATION


def challenge_detail(item: ActionItem, scope: Scope) -> ChallengeDetail | None:
    """The open challenge of an action item, or None."""
    if not item.challenge:
        return None
    rows = item.challenges.for_scope(scope).filter(ended_at=None)
    rows = rows.select_related("clock", "inspector", "manager")
    challenge = rows.first()
    if challenge is None:
        return None
    day = day_with_doubt(london_day(challenge.clock.due_at))
    parts = (
        CHALLENGE_KIND_TEXT[ChallengeKind(challenge.kind)],
        CHALLENGE_NEXT_TEXT[ChallengeStatus(challenge.status)]
        % {"day": day, "two": _two_people_named(challenge)},
        DAYS_ADDED if challenge.status == ChallengeStatus.ASKED else IT_STANDS,
    )
    return ChallengeDetail(challenge, " ".join(map(str, parts)), _period_source(challenge))


def _two_people_named(challenge: Challenge) -> str:
    """Text naming the two people who resolve the challenge."""
    if not challenge.inspector:
        return ""
    names = {"police": challenge.inspector.name, "cps": not_null(challenge.manager).name}
    return _("%(police)s and %(cps)s") % names


def _period_source(challenge: Challenge) -> str:
    """Source of the period within which the prosecutor must answer."""
    if challenge.status != ChallengeStatus.ASKED:
        return ""
    period = periods.PERIODS_BY_VERSION[challenge.clock.rule_version]
    values = {"kind": challenge.clock.get_confidence_display(), "whose": period.authority}
    return _("%(kind)s: %(whose)s.") % values
