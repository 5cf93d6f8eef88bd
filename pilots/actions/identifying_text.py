"""
Refuse texts of a panel that identify anybody: passages, opinions, findings, actions and points.

There is one refusal, which never says what was found: otherwise a person could try names to learn
who the case is about. Attempts are counted and limited, and for a panel its conveners are notified.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.models import Suspect
from people.access.scopes import Refused, Scope
from people.models import AuditEntry
from pilots import identifiers, notices
from pilots.actions import packs
from pilots.models import FrameEntry, PanelCase
from victims.models import VictimIdentity
from victims.queries.victim_names_in_text import has_victim_name

IDENTIFYING_TEXT_PURPOSE = "whether a text tells who a case is about"
TEXT_MAY_IDENTIFY = _(
    "This might identify a case, so it was not saved. Take out names of people, "
    "places, schools and agencies, numbers, days and months, and words in letters that "
    "are not Latin."
)
TOO_MANY_REFUSALS = _(
    "Your texts have been refused too often within an hour. The panel’s conveners have "
    "been notified. Try again later."
)
TOO_MANY_REFUSALS_WITHOUT_PANEL = _(
    "Your texts have been refused too often within an hour. Try again later."
)


def check_text_identifies_no_one(
    panel_case: PanelCase, *texts: str, by: Scope, at: datetime
) -> None:
    """
    Raises Refused where a text may identify a person of the case.

    Raises Refused also, whatever the text, where this person's texts were refused too often lately.
    """
    _check_refusals_this_hour(panel_case, by=by, at=at)
    if may_identify_case(panel_case, "\n".join(texts)):
        raise Refused(TEXT_MAY_IDENTIFY, is_stage=True)


def may_identify_case(panel_case: PanelCase, text: str) -> bool:
    """Whether a text has a name, a number or a word of an address by which the case is known."""
    known, case = packs.identifying_names(panel_case), packs.case_id_of(panel_case)
    return _has_identifier(text, known, [case])


def check_text_identifies_no_drawn_case(*texts: str, by: Scope, at: datetime) -> None:
    """
    check_text_identifies_no_one for every drawn case of a panel, for texts about none of them.
    """
    _check_refusals_this_hour(None, by=by, at=at)
    text = "\n".join(texts)
    drawn = (
        FrameEntry.objects.unscoped(IDENTIFYING_TEXT_PURPOSE)
        .filter(drawn__isnull=False)
        .values("case")
    )
    suspects = Suspect.objects.unscoped(IDENTIFYING_TEXT_PURPOSE).filter(case__in=drawn)
    victims = VictimIdentity.objects.unscoped(IDENTIFYING_TEXT_PURPOSE).filter(case__in=drawn)
    known = [each.name for each in suspects]
    cases = victims.values_list("case", flat=True)
    if _has_identifier(text, known, cases):
        raise Refused(TEXT_MAY_IDENTIFY, is_stage=True)


def _has_identifier(text: str, known: Iterable[str], cases: Iterable[UUID]) -> bool:
    if identifiers.certain_identifiers(text, known):
        return True
    return has_victim_name(text, cases, as_names=identifiers.words_written_as_names(text))


def _check_refusals_this_hour(panel_case: PanelCase | None, *, by: Scope, at: datetime) -> None:
    since = at - timedelta(hours=1)
    refused = AuditEntry.objects.filter(
        user__in=by.accounts, refused__in=_reason_in_every_language(TEXT_MAY_IDENTIFY)
    )
    tries = refused.filter(at__gt=since, at__lte=at).count()
    if tries < settings.PANEL_TEXT_TRIES_AN_HOUR:
        return
    if panel_case is None:
        raise Refused(TOO_MANY_REFUSALS_WITHOUT_PANEL, is_stage=True)
    stopped = AuditEntry.objects.filter(
        user__in=by.accounts, refused__in=_reason_in_every_language(TOO_MANY_REFUSALS)
    )
    is_new = not stopped.filter(at__gt=since, at__lte=at).exists()
    tell = partial(notices.notify_text_refused_often, panel_case.panel, at=at) if is_new else None
    raise Refused(TOO_MANY_REFUSALS, is_stage=True, afterwards=tell)


def _reason_in_every_language(reason: object) -> list[str]:
    """The refusal as the audit log has it, in each interface language."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(str(reason))
    return found
