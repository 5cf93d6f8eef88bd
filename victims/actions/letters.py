"""
Write, review and approve a letter to a victim.

An edit refreshes the facts and voids the approval. For dispatch see
victims/actions/letter_dispatch.py.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import save_next_version
from cases.models import Suspect
from people.access.histories import with_history_facts
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope, Stale
from victims import letter_templates, notices
from victims.actions.encrypted_words import decrypt_row_words, reencrypt_row_words
from victims.actions.letter_facts import (
    NothingToTell,
    facts_of_letter,
    suspects_known_to_both_sides,
)
from victims.actions.open_victim_action import open_victim_action
from victims.models import (
    UNSENT_LETTER_STATUSES,
    Correspondence,
    Letter,
    LetterKind,
    LetterStatus,
    VictimRecord,
)
from victims.permissions.safe_letter_means import ISVA_NOT_AGREED, is_only_through_isva
from victims.queries import letters as queries
from victims.queries.known_support import may_send_through_isva

LETTER_SUSPECT_REQUIRED = _("Select which suspect the letter is about.")
LETTER_ALREADY_OPEN = _("A letter of this kind is already being written. Continue with that one.")
PARAGRAPH_TOO_LONG = _("A paragraph is longer than the letter has room for.")
LETTER_FACTS_CHANGED = _(
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
    """Create a letter from the newest template of its kind and the current facts."""
    record = open_victim_action("write_letter", record, by=by, at=at, operation="collection")
    suspect = _check_letter_suspect(record, kind, suspect)
    rows = Letter.objects.unscoped("is one being written").filter(record=record, kind=kind)
    if rows.filter(suspect=suspect, side=by.side, status__in=UNSENT_LETTER_STATUSES).exists():
        raise Refused(LETTER_ALREADY_OPEN, is_stage=True)
    letter = Letter(
        case_id=record.case_id, record=record, kind=kind, suspect=suspect, side=by.actor.side,
        template=letter_templates.newest_template_version(kind), language=record.letters_in,
        written_by_id=by.actor.id, written_at=at,
    )  # fmt: skip
    _fill_letter(letter, {}, by=by)
    with_history_facts(letter, by=by, at=at, why="write_letter").save()
    return letter


@transaction.atomic
def edit_letter(*, letter: Letter, by: Scope, at: datetime, version: int, **said: str) -> Letter:
    """Edit the free paragraphs; refresh facts and template, and void any approval."""
    letter = open_victim_action("edit_letter", letter, by=by, at=at)
    kept = queries.paragraphs_in_words(decrypt_row_words(letter, letter.words))
    if version != letter.version:
        pairs = [(name, kept.get(name, ""), text) for name, text in said.items()]
        if differing := [pair for pair in pairs if pair[1] != pair[2]]:
            raise Stale(differing, version=letter.version)
    letter.language = letter.record.letters_in
    letter.template = letter_templates.newest_template_version(letter.kind)
    _fill_letter(letter, said, by=by)
    _reset_letter_to(LetterStatus.DRAFT, letter)
    return save_next_version(letter, "edit_letter", by=by, at=at)


@transaction.atomic
def request_letter_review(*, letter: Letter, by: Scope, at: datetime, version: int) -> Letter:
    """Ask for a second reader of the current text."""
    letter = open_victim_action("request_letter_review", letter, by=by, at=at, version=version)
    check_letter_facts_unchanged(letter)
    letter.status = LetterStatus.IN_REVIEW
    save_next_version(letter, "request_letter_review", by=by, at=at)
    notices.notify_second_readers(letter, at=at)
    return letter


@transaction.atomic
def review_letter(
    *, letter: Letter, by: Scope, at: datetime, version: int, is_approved: bool, comment: str = ""
) -> Letter:
    """Approve the letter as it was read, or return it with a reason."""
    letter = open_victim_action("review_letter", letter, by=by, at=at, version=version)
    if is_approved:
        check_letter_facts_unchanged(letter)
        _check_isva_route_agreed(letter, at=at)
        if not is_reviewed_translation(letter):
            raise Refused(DRAFT_TRANSLATION, is_stage=True)
        letter.status, letter.approved_by_id = LetterStatus.APPROVED, by.user_id
        letter.approved_at = at
    else:
        letter.status = LetterStatus.RETURNED
    letter.words = reencrypt_row_words(letter, letter.words, {"comment": comment})
    save_next_version(letter, "review_letter", by=by, at=at)
    notice = "letter_approved" if is_approved else "letter_returned"
    notices.notify_letter_authors(letter, notice=notice, at=at)
    return letter


@transaction.atomic
def withdraw_letter(*, letter: Letter, by: Scope, at: datetime, version: int) -> Letter:
    """Withdraw a letter so that it is not sent; its text stays on the record."""
    letter = open_victim_action("withdraw_letter", letter, by=by, at=at, version=version)
    _reset_letter_to(LetterStatus.WITHDRAWN, letter)
    return save_next_version(letter, "withdraw_letter", by=by, at=at)


def check_letter_facts_unchanged(letter: Letter) -> None:
    """
    Raises Refused where the facts or the language differ from those the letter was written from.
    """
    if not are_letter_facts_current(letter, decrypt_row_words(letter, letter.words)):
        raise Refused(LETTER_FACTS_CHANGED, is_stage=True)


def _check_isva_route_agreed(letter: Letter, *, at: datetime) -> None:
    """
    Raises Refused to approve a letter that could only go through an ISVA, without consent to that.
    """
    record = letter.record
    if is_only_through_isva(record) and not may_send_through_isva(record.pk, letter.side, at=at):
        raise Refused(ISVA_NOT_AGREED, is_stage=True)


def are_letter_facts_current(letter: Letter, words: Mapping[str, str]) -> bool:
    """Whether a letter's facts are still those recorded. words: its decrypted words."""
    about = {"side": letter.side, "language": letter.record.letters_in}
    try:
        now = facts_of_letter(letter.kind, letter.record, letter.suspect, **about)
    except NothingToTell:
        return False
    return queries.facts_in_words(words) == queries.facts_as_json(now)


@for_purpose("what a letter has to say")
def paragraph_limits_of_letter(letter: Letter) -> dict[str, int]:
    """{name of a free paragraph: maximum characters}, once the letter's facts are refreshed."""
    version = letter_templates.newest_template_version(letter.kind)
    return letter_templates.letter_template(
        letter.kind, version, queries.TEMPLATE_LANGUAGE_CODES[letter.language]
    ).paragraph_limits


@for_purpose("whether a letter still says what is so")
def is_letter_stale(letter: Letter) -> bool:
    """Whether the facts have changed since it was written; False where it cannot be decrypted."""
    words = queries.letter_words_or_empty(letter)
    return bool(words) and not are_letter_facts_current(letter, words)


@for_purpose("whether a translation was reviewed")
def is_reviewed_translation(letter: Letter) -> bool:
    """Whether its wording may be sent: English, or a translation that has been reviewed."""
    name = f"{letter.kind.lower()}/{letter.template}"
    return letter.language == Correspondence.ENGLISH or name in settings.REVIEWED_TRANSLATIONS


def _check_letter_suspect(
    record: VictimRecord, kind: str, suspect: Suspect | None
) -> Suspect | None:
    """
    The suspect of a letter, None for HELLO. Raises Refused for one who is not alleged by the
    victim.
    """
    if kind == LetterKind.HELLO:
        return None
    known = {each.pk: each for each in suspects_known_to_both_sides(record)}
    if suspect is None or suspect.pk not in known:
        raise Refused(LETTER_SUSPECT_REQUIRED, is_stage=True)
    return known[suspect.pk]


def _fill_letter(letter: Letter, paragraphs: Mapping[str, str], *, by: Scope) -> None:
    """Set facts and free paragraphs; only the paragraphs that the template has."""
    template = queries.template_of_letter(letter)
    if any(len(text) > template.paragraph_limits[name] for name, text in paragraphs.items()):
        raise Refused(PARAGRAPH_TOO_LONG, is_stage=True)
    try:
        facts = facts_of_letter(
            letter.kind, letter.record, letter.suspect, side=letter.side, language=letter.language
        )
    except NothingToTell as nothing:
        raise Refused(str(nothing), is_stage=True) from None
    words = {
        "facts": queries.facts_as_json(facts),
        "comment": "",
        **queries.words_from_paragraphs(paragraphs),
    }
    letter.words = reencrypt_row_words(letter, letter.words, words)
    letter.authors = sorted({*letter.authors, by.actor.id})


def _reset_letter_to(status: LetterStatus, letter: Letter) -> None:
    letter.status, letter.approved_by, letter.approved_at, letter.means = status, None, None, ""
