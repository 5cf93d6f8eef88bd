"""What stands in words wherever there is a number, an address or a button that sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.moments import clock
from victims.gate import standing
from victims.models import Asked, Channel, VictimRecord
from victims.queries.records import answers
from victims.safe_hours import in_words, is_within
from victims.words import HISTORY

UNCONFIRMED = gettext_lazy(
    "A withdrawal by the victim is recorded, and no one has confirmed it with them. "
    "Confirm it with them before anything else is done about it."
)
NOT_ASKED_FOR = gettext_lazy("No one has asked whether the victim wants to be contacted.")
WANTED = gettext_lazy("The victim wants to be contacted.")
REACHED_BY = {
    Channel.NOT_ASKED: gettext_lazy("How to reach the victim has not been asked."),
    Channel.PHONE: gettext_lazy("Phone."),
    Channel.TEXT: gettext_lazy("Send a text message."),
    Channel.EMAIL: gettext_lazy("Send an email."),
    Channel.LETTER: gettext_lazy("Send a letter."),
    Channel.THROUGH_ISVA: gettext_lazy("Only through the ISVA."),
    Channel.THROUGH_POLICE: gettext_lazy("Only through the police."),
}
# For each way: yes; no; nobody has asked, which is treated as no.
MEANS = {
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
NAMED = {
    Channel.TEXT: "text_is_safe",
    Channel.EMAIL: "email_is_safe",
    Channel.LETTER: "letter_is_safe",
}
MORE = ("language", "needs_interpreter", "access_needs")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the panel; is_no: it forbids something."""

    text: str | Promise
    is_no: bool = False


@dataclass(frozen=True)
class Safety:
    """
    What whoever is about to contact a victim reads first.

    stops: why the victim is to be left be, and what has to be settled first. is_left_be: whether
    not contacting them is the first thing to do. reach: how and when. now: whether the moment of
    the page lies within the safe hours; None where no hours are recorded. means: each way. care:
    what the victim added, as written. more: [(question, answer)] of what else helps.
    """

    stops: list[str | Promise]
    is_left_be: bool
    reach: list[Sentence]
    now: Sentence | None
    means: list[Sentence]
    care: list[str]
    more: list[tuple[str, str]]


def safety(record: VictimRecord, *, at: datetime) -> Safety:
    """The panel of a victim whom the door has let the reader see. at: when the page is made."""
    against = standing(record)
    is_unconfirmed = record.is_withdrawing and not record.is_withdrawn
    return Safety(
        stops=[barrier.label for barrier in against] + [UNCONFIRMED] * is_unconfirmed,
        is_left_be=bool(against),
        reach=list(_reach(record)),
        now=_now(record, at),
        means=list(_means(record)),
        care=[text for text in (record.safe_times, record.care) if text],
        more=[(HISTORY[name], answer) for name, answer in answers(record, MORE)],
    )


def _reach(record: VictimRecord) -> Iterator[Sentence]:
    if record.wants_contact == Asked.NOT_ASKED:
        yield Sentence(NOT_ASKED_FOR, is_no=True)
    elif record.wants_contact == Asked.YES:
        yield Sentence(WANTED)
    yield Sentence(REACHED_BY[Channel(record.channel)], record.channel == Channel.NOT_ASKED)
    if record.safe_hours:
        yield Sentence(_("Call only: %(hours)s.") % {"hours": in_words(record.safe_hours)})
    else:
        yield Sentence(_("No days or hours are recorded at which a call is safe."), is_no=True)


def _now(record: VictimRecord, at: datetime) -> Sentence | None:
    if not record.safe_hours:
        return None
    told = {"time": clock(at)}
    if is_within(record.safe_hours, at):
        return Sentence(_("At %(time)s, when you opened this page, a call was safe.") % told)
    return Sentence(
        _("At %(time)s, when you opened this page, a call was not safe.") % told, is_no=True
    )


def _means(record: VictimRecord) -> Iterator[Sentence]:
    for name, (yes, no, not_asked) in MEANS.items():
        answer = getattr(record, name)
        if answer == Asked.YES:
            yield Sentence(yes)
        elif answer == Asked.NO:
            yield Sentence(no, is_no=True)
        elif NAMED.get(Channel(record.channel)) != name:
            yield Sentence(not_asked, is_no=True)
