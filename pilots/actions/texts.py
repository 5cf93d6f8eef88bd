"""
What is written for a panel names nobody: passages, opinions, findings, learning actions and points.

There is one refusal, which never says what was found: whoever tries names until one is refused
would learn who the case is about. Tries are counted, and stopped; those who convene the panel are
told, where it is a panel's.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.models import Suspect
from people.access import Refused, Scope
from people.models import AuditEntry
from pilots import identifiers, notices
from pilots.actions import packs
from pilots.models import FrameEntry, PanelCase
from victims.models import VictimIdentity
from victims.queries.named import names_a_victim

WHY = "whether a text tells who a case is about"
TELLS = _(
    "This might identify a case, so it was not saved. Take out names of people, "
    "places, schools and agencies, numbers, days and months, and words in letters that "
    "are not Latin."
)
TOO_MANY = _(
    "Your texts have been refused too often within an hour. The panel’s conveners have "
    "been notified. Try again later."
)
TOO_MANY_OF_NO_PANEL = _("Your texts have been refused too often within an hour. Try again later.")


def must_tell_nobody(panel_case: PanelCase, *texts: str, by: Scope, at: datetime) -> None:
    """
    Raises Refused where one of the texts might tell who the case is about, and where this person's
    texts have been refused too often of late, whatever this one says.
    """
    _must_not_be_trying(panel_case, by=by, at=at)
    if might_tell(panel_case, "\n".join(texts)):
        raise Refused(TELLS, is_stage=True)


def might_tell(panel_case: PanelCase, text: str) -> bool:
    """Whether a text has a name, a number, or a word of an address by which the case is known."""
    known, case = packs.names_of(panel_case), packs.case_of(panel_case)
    return _tells(text, known, [case])


def must_tell_nobody_of_any(*texts: str, by: Scope, at: datetime) -> None:
    """As must_tell_nobody, of every case that a panel has drawn, for what is about none of them."""
    _must_not_be_trying(None, by=by, at=at)
    text = "\n".join(texts)
    drawn = FrameEntry.objects.system(WHY).filter(drawn__isnull=False).values("case")
    suspects = Suspect.objects.system(WHY).filter(case__in=drawn)
    victims = VictimIdentity.objects.system(WHY).filter(case__in=drawn)
    known = [each.name for each in suspects]
    cases = victims.values_list("case", flat=True)
    if _tells(text, known, cases):
        raise Refused(TELLS, is_stage=True)


def _tells(text: str, known: Iterable[str], cases: Iterable[UUID]) -> bool:
    if identifiers.certain(text, known):
        return True
    return names_a_victim(text, cases, as_names=identifiers.written_as_names(text))


def _must_not_be_trying(panel_case: PanelCase | None, *, by: Scope, at: datetime) -> None:
    since = at - timedelta(hours=1)
    refused = AuditEntry.objects.filter(user__in=by.accounts, refused__in=_words(TELLS))
    tries = refused.filter(at__gt=since, at__lte=at).count()
    if tries < settings.PANEL_TEXT_TRIES_AN_HOUR:
        return
    if panel_case is None:
        raise Refused(TOO_MANY_OF_NO_PANEL, is_stage=True)
    stopped = AuditEntry.objects.filter(user__in=by.accounts, refused__in=_words(TOO_MANY))
    is_new = not stopped.filter(at__gt=since, at__lte=at).exists()
    tell = partial(notices.text_refused_often, panel_case.panel, at=at) if is_new else None
    raise Refused(TOO_MANY, is_stage=True, afterwards=tell)


def _words(reason: object) -> list[str]:
    """A reason as the log has it, in each language that a page may be read in."""
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append(str(reason))
    return found
