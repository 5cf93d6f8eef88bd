"""The letters to a victim, and the page of one: its text and its dispatches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.histories import HistoryEntry, history_entries
from people.access.scopes import Scope
from people.text.dates import format_day
from timeliness.explained_clocks import counted_text, explain_clock
from victims import encryption, keys, letter_templates
from victims.labels import victim_verb_label
from victims.models import (
    LIVE_DISPATCH_RESULTS,
    Correspondence,
    Letter,
    LetterKind,
    Sending,
    SendingResult,
    VictimRecord,
)
from victims.wording_prompts import wording_advice

TEMPLATE_LANGUAGE_CODES: dict[str, str] = {Correspondence.ENGLISH: "en", Correspondence.WELSH: "cy"}
LETTER_HISTORY_LABELS = {
    "version": gettext_lazy("Version"),
    "status": gettext_lazy("How far it has come"),
    "means": gettext_lazy("How it will be sent"),
}
PARAGRAPH_PREFIX = "said:"  # before the name of a free paragraph in a letter's encrypted words
FACTS_KEY = "facts"
TIME_TO_ASK_KEY = "time_to_ask"  # in its encrypted words once it has been dispatched


class TimeToAsk(TypedDict):
    """cases: which of "told", "not_told" and "no_time" applies. dated, ask_by: days in words."""

    cases: list[str]
    dated: str
    ask_by: str


@dataclass(frozen=True)
class LetterPage:
    """
    A letter as its page shows it. sheet: None where it cannot be decrypted.

    has_nobody_to_ring: it names no contact, because the unit that writes it has none set. changes:
    (when, charges about the victim) before and after a change that it tells of, which it does not
    name: whoever tells the victim reads them here.
    """

    sheet: letter_templates.LetterText | None
    has_nobody_to_ring: bool
    language: str
    comment: str
    advice: list[str]
    sendings: list[Sending]
    history: list[HistoryEntry]
    changes: list[tuple[str, list[str]]] = field(default_factory=list)
    arrival: str = ""  # by when to ask whether it arrived, and how that day came about

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was posted last and is not known to have arrived."""
        return bool(self.sendings) and self.sendings[0].result == SendingResult.POSTED

    @property
    def did_not_arrive(self) -> bool:
        """Whether it was sent last and is known not to have arrived."""
        last = self.sendings[0].result if self.sendings else ""
        return bool(last) and last not in LIVE_DISPATCH_RESULTS


def letters_of_victim(record: VictimRecord, scope: Scope) -> list[Any]:
    """The letters to a victim, newest first, each with its last result."""
    rows = Letter.objects.for_scope(scope).filter(record=record)
    last = Sending.objects.for_scope(scope).filter(letter=OuterRef("pk")).order_by("-at")
    rows = rows.annotate(
        came_of_it=Subquery(last.values("result")[:1]),
        came_at=Subquery(last.values("result_at")[:1]),
    )
    found: list[Any] = list(rows.select_related("suspect").order_by("-written_at", "-id"))
    for letter in found:
        letter.delivery = _delivery_text(letter.came_of_it, letter.came_at)
    return found


def _delivery_text(result: str | None, at: datetime | None) -> str:
    """The result of a letter's last dispatch, in words; empty where there is none."""
    if not result or at is None:
        return ""
    values = {"day": format_day(at)}
    if result == SendingResult.POSTED:
        return _("posted on %(day)s, not known to have arrived") % values
    return "" if result in LIVE_DISPATCH_RESULTS else _("it did not arrive, on %(day)s") % values


def letter_detail(letter: Letter, scope: Scope) -> Letter:
    """A letter, which the guard has found, with the related rows that its page shows."""
    rows = Letter.objects.for_scope(scope).select_related(
        "case", "record__case", "suspect",
        "record__police_unit__agency", "record__cps_unit__agency",
        "record__liaison_officer", "record__contact_officer",
    )  # fmt: skip
    return rows.get(pk=letter.pk)


def _arrival_text(sendings: list[Sending], scope: Scope) -> str:
    """By when to ask whether the letter arrived, and how that day came about; "" if not waited."""
    clock = sendings[0].clock if sendings else None
    if clock is None or clock.closed_at:
        return ""
    return counted_text(explain_clock(clock, at=scope.at))


def letter_page(letter: Letter, scope: Scope, *, time_to_ask: TimeToAsk) -> LetterPage:
    """
    The page of a letter, which the guard has found. time_to_ask: what the letter states of it.
    """
    history = history_entries(letter.history.all(), LETTER_HISTORY_LABELS, victim_verb_label)
    rows = Sending.objects.for_scope(scope).filter(letter=letter)
    sendings = list(rows.select_related("by", "result_by", "clock").order_by("-at"))
    language = TEMPLATE_LANGUAGE_CODES[letter.language]
    arrival = _arrival_text(sendings, scope)
    try:
        words = decrypted_letter_words(letter)
    except keys.VictimKeyUnavailable:
        return LetterPage(None, False, language, "", [], sendings, history, arrival=arrival)
    advice = (
        wording_advice("\n".join(paragraphs_in_words(words).values())) if language == "en" else []
    )
    comment = words.get("comment", "")
    read = letter_text(letter, words, time_to_ask=time_to_ask)
    facts = json.loads(words[FACTS_KEY])
    changes = changes_of_charges(letter.kind, facts)
    nobody = not facts.get("ring_phone")
    return LetterPage(
        read, nobody, language, comment, advice, sendings, history, changes, arrival
    )  # fmt: skip


def changes_of_charges(kind: str, facts: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(when, charges) before and after a change of the charges; [] of another letter."""
    if kind != LetterKind.ALTERED:
        return []
    return [(_("Before"), facts.get("before", [])), (_("Now"), facts.get("charges", []))]


def letter_text(
    letter: Letter, words: Mapping[str, str], called: str | None = None, *, time_to_ask: TimeToAsk
) -> letter_templates.LetterText:
    """
    The letter as it reads. called: the victim's name; a phrase replaces it in a draft.

    time_to_ask: what the letter states of it (victims/actions/vrr_time_to_ask.py).
    """
    facts, template = json.loads(words[FACTS_KEY]), template_of_letter(letter)
    called = called or "[" + _("what the victim wants to be called") + "]"
    return letter_templates.fill_template(
        template, facts, paragraphs_in_words(words), called=called, **time_to_ask
    )


def template_of_letter(letter: Letter) -> letter_templates.LetterTemplate:
    """The template of a letter, in its language."""
    return letter_templates.letter_template(
        letter.kind, letter.template, TEMPLATE_LANGUAGE_CODES[letter.language]
    )


def decrypted_letter_words(letter: Letter) -> dict[str, str]:
    """Its decrypted words. Raises keys.VictimKeyUnavailable."""
    return encryption.decrypt_words(
        letter.words, victim=letter.record_id, bound_to=letter.sealed_as
    )


def letter_words_or_empty(letter: Letter) -> dict[str, str]:
    """Its decrypted words for a page; {} where they cannot be decrypted."""
    try:
        return decrypted_letter_words(letter)
    except keys.VictimKeyUnavailable:
        return {}


def paragraphs_in_words(words: Mapping[str, str]) -> dict[str, str]:
    """{name of a free paragraph: text} among a letter's words."""
    return {
        name.removeprefix(PARAGRAPH_PREFIX): text
        for name, text in words.items()
        if name.startswith(PARAGRAPH_PREFIX)
    }


def words_from_paragraphs(paragraphs: Mapping[str, str]) -> dict[str, str]:
    """Free paragraphs as entries of a letter's words."""
    return {f"{PARAGRAPH_PREFIX}{name}": text for name, text in paragraphs.items()}


def facts_in_words(words: Mapping[str, str]) -> str:
    """The facts that a letter was written from, as text."""
    return words.get(FACTS_KEY, "")


def facts_as_json(facts: Mapping[str, str | list[str]]) -> str:
    """Facts as canonical JSON: the same text for the same facts."""
    return json.dumps(facts, sort_keys=True)
