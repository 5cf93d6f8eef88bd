"""Who will read an allegation that is being added or corrected (ADR 61)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.models import Suspect, Victim
from cases.permissions.state_tests import BEFORE_CPS_STATES
from cases.states import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AT_ONCE = _("The CPS sees this at once and is notified.")
AT_ONCE_IF_KNOWN = _(
    "If the CPS has the referral of the suspect and knows the victim, it sees this at once and is"
    " notified. So it does of a suspect who is charged. Otherwise it stays with the police until a"
    " referral of the suspect is sent."
)
CORRECTED_AT_ONCE_IF_KNOWN = _(
    "The CPS sees this at once and is notified, unless it is about a victim whom the CPS does not"
    " know. Then it stays with the police until a referral of the suspect is sent, and the CPS goes"
    " on reading what it has."
)
READ_WHEN_SENT = _(
    "What has been sent to the CPS stays as it was sent; they read the correction when it is sent."
)
SENT_MEANWHILE = _(
    "The CPS has been sent the referral of the suspect since you opened this page, and would see"
    " this at once. Look at it again, and send it if it is right"
)
CPS_HAS_REFERRAL = _("The CPS has the referral.")
UNKNOWN_TO_CPS = _("The CPS does not know this victim.")


def is_sent_at_once(suspect: Suspect, victim: Victim) -> bool:
    """
    Whether adding or correcting an allegation about the two sends it to the CPS by that act.

    So it is where the CPS has the suspect's referral, has not decided, and knows the victim: a
    supervisor has signed both off. Anybody else becomes known by a referral alone. Once the suspect
    is charged no referral follows, so what comes out then is for the CPS, with its victim.
    """
    if suspect.state == State.CHARGED:
        return True
    return suspect.state in BEFORE_CPS_STATES and not victim.only_side


def who_reads_addition(suspects: Sequence[Suspect], victims: Sequence[Victim]) -> "StrOrPromise":
    """What the form says of who reads a new allegation; empty if the police alone will."""
    answers = {is_sent_at_once(suspect, each) for suspect in suspects for each in victims}
    if True not in answers:
        return ""
    return AT_ONCE_IF_KNOWN if False in answers else AT_ONCE


def who_reads_correction(suspect: Suspect, victims: Sequence[Victim]) -> "StrOrPromise":
    """What the form says of who reads a correction."""
    answers = {is_sent_at_once(suspect, each) for each in victims}
    if True not in answers:
        return READ_WHEN_SENT
    return CORRECTED_AT_ONCE_IF_KNOWN if False in answers else AT_ONCE


def suspect_hint(suspect: Suspect) -> "StrOrPromise":
    """Whether the CPS has the suspect's referral, as a hint."""
    return CPS_HAS_REFERRAL if suspect.state in BEFORE_CPS_STATES else ""


def victim_hint(victim: Victim) -> "StrOrPromise":
    """Whether the CPS knows the victim, as a hint."""
    return UNKNOWN_TO_CPS if victim.only_side else ""


def known_to_cps(suspects: Sequence[Suspect], victims: Sequence[Victim]) -> str:
    """The ids of those between whom an allegation is sent at once, as the form carries them."""
    pairs = [(one, other) for one in suspects for other in victims if is_sent_at_once(one, other)]
    return " ".join(sorted({str(row.pk) for pair in pairs for row in pair}))
