"""
A letter to a victim: written from facts, read by somebody else, approved.

An edit takes the facts anew and voids the approval. Sending it is victims/actions/sendings.py.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import bump
from cases.models import Suspect
from people.access import Refused, Scope, Stale
from people.histories import signed
from victims import letter_templates, notices
from victims.actions.base import begin
from victims.actions.letter_facts import NothingToTell, facts_of, suspects_of
from victims.actions.sealed import opened, sealed_again
from victims.models import UNSENT, Correspondence, Letter, LetterKind, LetterStatus, VictimRecord
from victims.permissions.safe_means import NOT_AGREED, is_only_through_isva
from victims.queries import letters as queries
from victims.queries.consented import carried_by_isva

ABOUT_WHOM = _("Select which suspect the letter is about.")
OPEN_ALREADY = _("A letter of this kind is already being written. Continue with that one.")
TOO_LONG = _("A paragraph is longer than the letter has room for.")
FACTS_CHANGED = _(
    "The facts have changed since this letter was written. Open it to change it, read "
    "what it says now, and have it read again."
)
DRAFT_TRANSLATION = _(
    "The Welsh wording of this letter is a draft that no translator has reviewed, so "
    "the letter cannot be approved. Contact your IT service desk."
)


@transaction.atomic
def write_letter(
    *, record: VictimRecord, by: Scope, at: datetime, kind: str, suspect: Suspect | None = None
) -> Letter:
    """Begin a letter from the newest template of its kind and the facts as they are now."""
    record = begin("write_letter", record, by=by, at=at, operation="collection")
    suspect = _about(record, kind, suspect)
    rows = Letter.objects.system("is one being written").filter(record=record, kind=kind)
    if rows.filter(suspect=suspect, side=by.side, status__in=UNSENT).exists():
        raise Refused(OPEN_ALREADY, is_stage=True)
    letter = Letter(
        case_id=record.case_id, record=record, kind=kind, suspect=suspect, side=by.side,
        template=letter_templates.newest(kind), language=record.letters_in,
        written_by_id=by.user_id, written_at=at,
    )  # fmt: skip
    _write(letter, {}, by=by)
    signed(letter, by=by, at=at, why="write_letter").save()
    return letter


@transaction.atomic
def edit_letter(*, letter: Letter, by: Scope, at: datetime, version: int, **said: str) -> Letter:
    """Word its free paragraphs; facts and template are taken anew, and an approval is void."""
    letter = begin("edit_letter", letter, by=by, at=at)
    kept = queries.said_in(opened(letter, letter.words))
    if version != letter.version:
        pairs = [(name, kept.get(name, ""), text) for name, text in said.items()]
        if differing := [pair for pair in pairs if pair[1] != pair[2]]:
            raise Stale(differing, version=letter.version)
    letter.language = letter.record.letters_in
    letter.template = letter_templates.newest(letter.kind)
    _write(letter, said, by=by)
    _back_to(LetterStatus.DRAFT, letter)
    return bump(letter, "edit_letter", by=by, at=at)


@transaction.atomic
def request_letter_review(*, letter: Letter, by: Scope, at: datetime, version: int) -> Letter:
    """Ask for a second reader of the letter as it stands."""
    letter = begin("request_letter_review", letter, by=by, at=at, version=version)
    must_hold(letter)
    letter.status = LetterStatus.IN_REVIEW
    bump(letter, "request_letter_review", by=by, at=at)
    notices.tell_readers(letter, at=at)
    return letter


@transaction.atomic
def review_letter(
    *, letter: Letter, by: Scope, at: datetime, version: int, is_approved: bool, comment: str = ""
) -> Letter:
    """Approve the letter that was read, or return it and say why."""
    letter = begin("review_letter", letter, by=by, at=at, version=version)
    if is_approved:
        must_hold(letter)
        _must_have_a_way(letter, at=at)
        if not is_reviewed_translation(letter):
            raise Refused(DRAFT_TRANSLATION, is_stage=True)
        letter.status, letter.approved_by_id = LetterStatus.APPROVED, by.user_id
        letter.approved_at = at
    else:
        letter.status = LetterStatus.RETURNED
    letter.words = sealed_again(letter, letter.words, {"comment": comment})
    bump(letter, "review_letter", by=by, at=at)
    notice = "letter_approved" if is_approved else "letter_returned"
    notices.tell_writers(letter, notice=notice, at=at)
    return letter


@transaction.atomic
def withdraw_letter(*, letter: Letter, by: Scope, at: datetime, version: int) -> Letter:
    """It is not sent; what it said stays on the record."""
    letter = begin("withdraw_letter", letter, by=by, at=at, version=version)
    _back_to(LetterStatus.WITHDRAWN, letter)
    return bump(letter, "withdraw_letter", by=by, at=at)


def must_hold(letter: Letter) -> None:
    """Refuse a letter whose facts, or whose language, are no longer those it was written from."""
    if not holds(letter, opened(letter, letter.words)):
        raise Refused(FACTS_CHANGED, is_stage=True)


def _must_have_a_way(letter: Letter, *, at: datetime) -> None:
    """Refuse to approve what could go through an ISVA alone, and may not."""
    record = letter.record
    if is_only_through_isva(record) and not carried_by_isva(record.pk, letter.side, at=at):
        raise Refused(NOT_AGREED, is_stage=True)


def holds(letter: Letter, words: Mapping[str, str]) -> bool:
    """Whether a letter still says what is recorded. words: its sealed words, opened."""
    about = {"side": letter.side, "language": letter.record.letters_in}
    try:
        now = facts_of(letter.kind, letter.record, letter.suspect, **about)
    except NothingToTell:
        return False
    return queries.facts_in(words) == queries.as_text(now)


def slots_of(letter: Letter) -> dict[str, int]:
    """{name of a free paragraph: how many characters it may have}, once the letter is changed."""
    version = letter_templates.newest(letter.kind)
    return letter_templates.of(letter.kind, version, queries.LANGUAGES[letter.language]).slots


def is_stale(letter: Letter) -> bool:
    """Whether a page says that the facts have changed; not where the letter cannot be opened."""
    words = queries.words_or_none(letter)
    return bool(words) and not holds(letter, words)


def is_reviewed_translation(letter: Letter) -> bool:
    """Whether its wording may be sent: English, or a translation that has been reviewed."""
    name = f"{letter.kind.lower()}/{letter.template}"
    return letter.language == Correspondence.ENGLISH or name in settings.REVIEWED_TRANSLATIONS


def _about(record: VictimRecord, kind: str, suspect: Suspect | None) -> Suspect | None:
    """The suspect whom a letter is about: one who is alleged to have harmed this victim."""
    if kind == LetterKind.HELLO:
        return None
    known = {each.pk: each for each in suspects_of(record)}
    if suspect is None or suspect.pk not in known:
        raise Refused(ABOUT_WHOM, is_stage=True)
    return known[suspect.pk]


def _write(letter: Letter, said: Mapping[str, str], *, by: Scope) -> None:
    """Take the facts and the free paragraphs, no more of them than the template has room for."""
    assert by.user_id is not None
    template = queries.template_of(letter)
    if any(len(text) > template.slots[name] for name, text in said.items()):
        raise Refused(TOO_LONG, is_stage=True)
    try:
        facts = facts_of(
            letter.kind, letter.record, letter.suspect, side=letter.side, language=letter.language
        )
    except NothingToTell as nothing:
        raise Refused(str(nothing), is_stage=True) from None
    words = {"facts": queries.as_text(facts), "comment": "", **queries.slots(said)}
    letter.words = sealed_again(letter, letter.words, words)
    letter.authors = sorted({*letter.authors, by.user_id})


def _back_to(status: LetterStatus, letter: Letter) -> None:
    letter.status, letter.approved_by, letter.approved_at, letter.means = status, None, None, ""
