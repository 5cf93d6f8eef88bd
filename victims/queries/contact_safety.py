"""The safety panel: shown wherever there is a number, an address or a button that sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.text.dates import format_time
from victims.contact_barriers import barriers_to_any_contact
from victims.labels import WISHES_LABELS
from victims.models import Channel, VictimRecord, YesNoNotAsked
from victims.queries.records import wishes_answers
from victims.safe_hours import is_in_safe_hours, safe_hours_text

CONFIRM_WITHDRAWAL_FIRST = gettext_lazy(
    "A withdrawal by the victim is recorded, and no one has confirmed it with them. "
    "Confirm it with them before anything else is done about it."
)
WANTS_CONTACT_NOT_ASKED = gettext_lazy("No one has asked whether the victim wants to be contacted.")
WANTS_CONTACT_TEXT = gettext_lazy("The victim wants to be contacted.")
HOW_TO_REACH_TEXT = {
    Channel.NOT_ASKED: gettext_lazy("How to reach the victim has not been asked."),
    Channel.PHONE: gettext_lazy("Phone."),
    Channel.TEXT: gettext_lazy("Send a text message."),
    Channel.EMAIL: gettext_lazy("Send an email."),
    Channel.LETTER: gettext_lazy("Send a letter."),
    Channel.THROUGH_ISVA: gettext_lazy("Only through the ISVA."),
    Channel.THROUGH_POLICE: gettext_lazy("Only through the police."),
}
# For each channel: yes; no; not asked, which is treated as no.
SAFE_MEANS_TEXT = {
    "voicemail_is_safe": (
        gettext_lazy("A voicemail is safe."),
        gettext_lazy("Do not leave a voicemail."),
        gettext_lazy("Do not leave a voicemail: no one has asked."),
    ),
    "text_is_safe": (
        gettext_lazy("A text message is safe."),
        gettext_lazy("Do not text."),
        gettext_lazy("Do not text: no one has asked."),
    ),
    "email_is_safe": (
        gettext_lazy("Email is safe."),
        gettext_lazy("Do not email."),
        gettext_lazy("Do not email: no one has asked."),
    ),
    "letter_is_safe": (
        gettext_lazy("Post is safe."),
        gettext_lazy("Do not send post."),
        gettext_lazy("Do not send post: no one has asked."),
    ),
}  # fmt: skip
SAFE_FIELD_BY_CHANNEL = {
    Channel.TEXT: "text_is_safe",
    Channel.EMAIL: "email_is_safe",
    Channel.LETTER: "letter_is_safe",
}
FURTHER_FIELDS = ("language", "needs_interpreter", "access_needs")


@dataclass(frozen=True)
class SafetySentence:
    """One sentence of the panel. is_no: it forbids something."""

    text: str | Promise
    is_no: bool = False


@dataclass(frozen=True)
class ContactSafety:
    """
    What a person who is about to contact a victim reads first.

    stops: why not to contact, and what has to be settled first. is_left_be: the first thing is not
    to contact them. reach: how and when. now: whether the moment of the page is within the safe
    hours; None where none are recorded. means: each channel. care: the victim's own words. more:
    [(question, answer)] of what else helps.
    """

    stops: list[str | Promise]
    is_left_be: bool
    reach: list[SafetySentence]
    now: SafetySentence | None
    means: list[SafetySentence]
    care: list[str]
    more: list[tuple[str | Promise, str]]


def contact_safety(record: VictimRecord, *, at: datetime) -> ContactSafety:
    """The panel of a victim, whom the guard has found. at: when the page is made."""
    against = barriers_to_any_contact(record)
    stops: list[str | Promise] = [barrier.label for barrier in against]
    is_unconfirmed = record.is_withdrawing and not record.is_withdrawn
    return ContactSafety(
        stops=stops + [CONFIRM_WITHDRAWAL_FIRST] * is_unconfirmed,
        is_left_be=bool(against),
        reach=list(_reach_sentences(record)),
        now=_now_sentence(record, at),
        means=list(_means_sentences(record)),
        care=[text for text in (record.safe_times, record.care) if text],
        more=[
            (WISHES_LABELS[name], answer) for name, answer in wishes_answers(record, FURTHER_FIELDS)
        ],
    )


def _reach_sentences(record: VictimRecord) -> Iterator[SafetySentence]:
    if record.wants_contact == YesNoNotAsked.NOT_ASKED:
        yield SafetySentence(WANTS_CONTACT_NOT_ASKED, is_no=True)
    elif record.wants_contact == YesNoNotAsked.YES:
        yield SafetySentence(WANTS_CONTACT_TEXT)
    yield SafetySentence(
        HOW_TO_REACH_TEXT[Channel(record.channel)], record.channel == Channel.NOT_ASKED
    )
    if record.safe_hours:
        yield SafetySentence(
            _("Call only: %(hours)s.") % {"hours": safe_hours_text(record.safe_hours)}
        )
    else:
        yield SafetySentence(
            _("No days or hours are recorded at which a call is safe."), is_no=True
        )


def _now_sentence(record: VictimRecord, at: datetime) -> SafetySentence | None:
    if not record.safe_hours:
        return None
    values = {"time": format_time(at)}
    if is_in_safe_hours(record.safe_hours, at):
        return SafetySentence(
            _("At %(time)s, when you opened this page, a call was safe.") % values
        )
    return SafetySentence(
        _("At %(time)s, when you opened this page, a call was not safe.") % values, is_no=True
    )


def _means_sentences(record: VictimRecord) -> Iterator[SafetySentence]:
    for name, (yes, no, not_asked) in SAFE_MEANS_TEXT.items():
        answer = getattr(record, name)
        if answer == YesNoNotAsked.YES:
            yield SafetySentence(yes)
        elif answer == YesNoNotAsked.NO:
            yield SafetySentence(no, is_no=True)
        elif SAFE_FIELD_BY_CHANNEL.get(Channel(record.channel)) != name:
            yield SafetySentence(not_asked, is_no=True)
