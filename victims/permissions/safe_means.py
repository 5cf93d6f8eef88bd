"""By which means a letter reaches a victim safely: asked when it is sent, and as it leaves."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from victims.models import Asked, Channel, Means, VictimRecord

OPTED_OUT = _("The victim does not want to be contacted, so no letter is sent.")
ONLY_THROUGH: dict[str, tuple[Means, Promise]] = {
    Channel.THROUGH_ISVA: (
        Means.ISVA, _("The victim is to be reached through the ISVA. Send it that way.")
    ),
    Channel.THROUGH_POLICE: (
        Means.POLICE, _("The victim is to be reached through the police. Send it that way.")
    ),
}  # fmt: skip
NO_LETTER_HOME = _("A letter home is not safe for this victim. Send it in another way.")
ASK_FIRST = _(
    "No one has recorded that a letter home is safe. Ask the victim, record the answer "
    "under wishes and needs, and then send it."
)
NO_E_MAIL = _("An email is not safe for this victim. Send it in another way.")
NOT_BY_E_MAIL = _(
    "No one has recorded that an email is safe. Ask the victim, record the answer "
    "under wishes and needs, and then send it."
)
NOT_BY_ISVA = _("The victim has not asked to be reached through the ISVA. Send it another way.")
# Two reasons in one sentence, because that support has ended is for the service alone to say.
NOT_AGREED = _(
    "The victim does not agree now that an ISVA hands it over, or no ISVA supports them. Ask how "
    "else to reach them, record that under wishes and needs, and send it that way."
)


def unsafe(record: VictimRecord, means: str, *, is_agreed: bool) -> Promise | None:
    """
    Why this means may not be used for this victim, in a sentence; None where it may.

    is_agreed: whether she agrees that an ISVA hands something over (victims/queries/consented.py).
    """
    if record.wants_contact == Asked.NO:
        return OPTED_OUT
    only = ONLY_THROUGH.get(record.channel)
    if only is not None and means != only[0]:
        return only[1]
    return _UNSAFE[means](record) or (NOT_AGREED if means == Means.ISVA and not is_agreed else None)


def is_only_through_isva(record: VictimRecord) -> bool:
    """Whether nothing reaches her but through the ISVA."""
    only = ONLY_THROUGH.get(record.channel)
    return only is not None and only[0] == Means.ISVA


def _post(record: VictimRecord) -> Promise | None:
    if record.letter_is_safe == Asked.NO:
        return NO_LETTER_HOME
    is_asked_for = record.channel == Channel.LETTER or record.letter_is_safe == Asked.YES
    return None if is_asked_for else ASK_FIRST


def _email(record: VictimRecord) -> Promise | None:
    if record.email_is_safe == Asked.NO:
        return NO_E_MAIL
    is_asked_for = record.channel == Channel.EMAIL or record.email_is_safe == Asked.YES
    return None if is_asked_for else NOT_BY_E_MAIL


_UNSAFE: dict[str, Callable[[VictimRecord], Promise | None]] = {
    Means.POST: _post,
    Means.EMAIL: _email,
    Means.ISVA: lambda record: None if record.channel == Channel.THROUGH_ISVA else NOT_BY_ISVA,
    Means.POLICE: lambda record: None,
}
