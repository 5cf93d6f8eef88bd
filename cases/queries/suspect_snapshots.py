"""A suspect as they were sent, in words: who they are, where they are, and what is recorded."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from cases.anticipated_pleas import PLEA_LABEL, plea_text
from cases.models import Custody, MgForm
from cases.personal_details import details_texts
from cases.queries.custody_dates import custody_dates_text
from cases.referral_snapshot import ReferralSnapshot, SuspectSnapshot
from people.text.dates import format_day


def suspect_snapshot_label(suspect: SuspectSnapshot) -> str:
    """Number and name of a suspect."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}


def custody_snapshot_text(suspect: SuspectSnapshot) -> str:
    """The suspect's custody status and its dates when the referral was sent."""
    where = Custody(suspect.custody).label
    dates = custody_dates_text(suspect)
    return f"{where}. {dates}" if dates else str(where)


def suspect_snapshot_facts(
    suspect: SuspectSnapshot, content: ReferralSnapshot, *, to_decide: bool = False
) -> list[tuple[str, str]]:
    """
    (label, text) of the facts of a suspect that an MG3 asks for, as they were sent.

    to_decide: without those on which no decision rests (details_texts).
    """
    forms = {each.form for each in content.documents}
    born_on = suspect.born_on
    recorded = content.details_of(suspect.number)
    plea = plea_snapshot_text(suspect, content)
    return [
        (_("Date of birth"), format_day(born_on) if born_on else _("Not recorded")),
        (_("Bail or custody"), custody_snapshot_text(suspect)),
        (_("Previous convictions"), _sent_or_not(MgForm.PNC_PRINT, forms)),
        (_("Record of interview"), _sent_or_not(MgForm.MG15, forms)),
        *([(str(PLEA_LABEL), plea)] if plea else []),
        *details_texts(recorded, to_decide=to_decide),
    ]


def plea_snapshot_text(suspect: SuspectSnapshot, content: ReferralSnapshot) -> str:
    """The plea that the police expected of a suspect when it was sent; "" if that was not asked."""
    if content.pleas is None:
        return ""
    return plea_text(content.pleas.get(str(suspect.number), "")) or _("Not said")


def _sent_or_not(form: MgForm, forms: Collection[str]) -> str:
    """Whether a document of this type went with the submission, whoever it is about."""
    return _("Among the documents") if form in forms else _("Not among the documents")
