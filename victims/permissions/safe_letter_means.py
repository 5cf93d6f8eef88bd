"""Whether a letter by a given means is safe for the victim: checked at release and at dispatch."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from victims.models import Channel, LetterMeans, VictimRecord, YesNoNotAsked

OPTED_OUT_TEXT = _("The victim does not want to be contacted, so no letter is sent.")
ONLY_THROUGH: dict[str, tuple[LetterMeans, Promise]] = {
    Channel.THROUGH_ISVA: (
        LetterMeans.ISVA, _("The victim is to be reached through the ISVA. Send it that way.")
    ),
    Channel.THROUGH_POLICE: (
        LetterMeans.POLICE, _("The victim is to be reached through the police. Send it that way.")
    ),
}  # fmt: skip
LETTER_HOME_NOT_SAFE = _("A letter home is not safe for this victim. Send it in another way.")
LETTER_HOME_NOT_ASKED = _(
    "No one has recorded that a letter home is safe. Ask the victim, record the answer "
    "under wishes and needs, and then send it."
)
E_MAIL_NOT_SAFE = _("An email is not safe for this victim. Send it in another way.")
E_MAIL_NOT_ASKED = _(
    "No one has recorded that an email is safe. Ask the victim, record the answer "
    "under wishes and needs, and then send it."
)
ISVA_NOT_CHOSEN = _("The victim has not asked to be reached through the ISVA. Send it another way.")
# One sentence for two reasons: only the service may reveal that support has ended.
ISVA_NOT_AGREED = _(
    "The victim does not agree now that an ISVA hands it over, or no ISVA supports them. Ask how "
    "else to reach them, record that under wishes and needs, and send it that way."
)


def why_means_is_unsafe(record: VictimRecord, means: str, *, is_agreed: bool) -> Promise | None:
    """
    The refusal of a means for this victim; None where it is safe.

    is_agreed: whether the victim has consented to an ISVA handing it over
    (victims/queries/consent_sharing.py).
    """
    if record.wants_contact == YesNoNotAsked.NO:
        return OPTED_OUT_TEXT
    only = ONLY_THROUGH.get(record.channel)
    if only is not None and means != only[0]:
        return only[1]
    return _WHY_UNSAFE_BY_MEANS[means](record) or (
        ISVA_NOT_AGREED if means == LetterMeans.ISVA and not is_agreed else None
    )


def is_only_through_isva(record: VictimRecord) -> bool:
    """Whether the victim may be reached only through the ISVA."""
    only = ONLY_THROUGH.get(record.channel)
    return only is not None and only[0] == LetterMeans.ISVA


def _why_post_is_unsafe(record: VictimRecord) -> Promise | None:
    if record.letter_is_safe == YesNoNotAsked.NO:
        return LETTER_HOME_NOT_SAFE
    is_asked_for = record.channel == Channel.LETTER or record.letter_is_safe == YesNoNotAsked.YES
    return None if is_asked_for else LETTER_HOME_NOT_ASKED


def _why_email_is_unsafe(record: VictimRecord) -> Promise | None:
    if record.email_is_safe == YesNoNotAsked.NO:
        return E_MAIL_NOT_SAFE
    is_asked_for = record.channel == Channel.EMAIL or record.email_is_safe == YesNoNotAsked.YES
    return None if is_asked_for else E_MAIL_NOT_ASKED


_WHY_UNSAFE_BY_MEANS: dict[str, Callable[[VictimRecord], Promise | None]] = {
    LetterMeans.POST: _why_post_is_unsafe,
    LetterMeans.EMAIL: _why_email_is_unsafe,
    LetterMeans.ISVA: lambda record: (
        None if record.channel == Channel.THROUGH_ISVA else ISVA_NOT_CHOSEN
    ),
    LetterMeans.POLICE: lambda record: None,
}
