"""The letters to a victim, and one of them as it reads, with what became of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope
from people.histories import changes
from victims import keys, letter_templates, sealing
from victims.models import OUT, Correspondence, Letter, Sending, SendingResult, VictimRecord
from victims.wording_prompts import prompts
from victims.words import said

LANGUAGES: dict[str, str] = {Correspondence.ENGLISH: "en", Correspondence.WELSH: "cy"}
HISTORY = {
    "version": gettext_lazy("Version"),
    "status": gettext_lazy("How far it has come"),
    "means": gettext_lazy("How it will be sent"),
}
SLOT = "said:"  # before the name of a free paragraph, among a letter's sealed words
FACTS = "facts"
TIME_TO_ASK = "time_to_ask"  # among its sealed words, once it has gone out


class TimeToAsk(TypedDict):
    """cases: which of "told", "not_told" and "no_time" it is; dated, ask_by: days in words."""

    cases: list[str]
    dated: str
    ask_by: str


@dataclass(frozen=True)
class Page:
    """
    A letter as its page shows it. sheet is None where her key does not open it.

    has_nobody_to_ring: whether it names nobody, because none is set on the unit that writes it.
    """

    sheet: letter_templates.Sheet | None
    has_nobody_to_ring: bool
    language: str
    comment: str
    advice: list
    sendings: list
    history: list

    @property
    def is_on_its_way(self) -> bool:
        """Whether it was posted last, and nobody knows yet that it arrived."""
        return bool(self.sendings) and self.sendings[0].result == SendingResult.POSTED

    @property
    def did_not_arrive(self) -> bool:
        """Whether it was sent last and is known not to have reached the victim."""
        last = self.sendings[0].result if self.sendings else ""
        return bool(last) and last not in OUT


def of_record(record: VictimRecord, scope: Scope) -> list[Any]:
    """The letters to a victim, the newest first, each with what came of it last."""
    rows = Letter.objects.for_scope(scope).filter(record=record)
    last = Sending.objects.for_scope(scope).filter(letter=OuterRef("pk")).order_by("-at")
    rows = rows.annotate(
        came_of_it=Subquery(last.values("result")[:1]),
        came_at=Subquery(last.values("result_at")[:1]),
    )
    found: list[Any] = list(rows.select_related("suspect").order_by("-written_at", "-id"))
    for letter in found:
        letter.delivery = _delivery(letter.came_of_it, letter.came_at)
    return found


def _delivery(result: str | None, at: datetime | None) -> str:
    """What is known of the last sending of a letter, in words; empty where nothing is."""
    if not result or at is None:
        return ""
    told = {"day": date_format(timezone.localtime(at), "j F Y")}
    if result == SendingResult.POSTED:
        return _("posted on %(day)s, not known to have arrived") % told
    return "" if result in OUT else _("it did not arrive, on %(day)s") % told


def in_full(letter: Letter, scope: Scope) -> Letter:
    """A letter that the door has let somebody see, with all that its page says it is about."""
    rows = Letter.objects.for_scope(scope).select_related(
        "case", "record__case", "suspect",
        "record__police_unit__agency", "record__cps_unit__agency",
        "record__liaison_officer", "record__contact_officer",
    )  # fmt: skip
    return rows.get(pk=letter.pk)


def page(letter: Letter, scope: Scope, *, time_to_ask: TimeToAsk) -> Page:
    """A letter that the door has let the reader see. time_to_ask: what it says of it."""
    history = changes(letter.history.all(), HISTORY, said)
    rows = Sending.objects.for_scope(scope).filter(letter=letter)
    sendings = list(rows.select_related("by", "result_by").order_by("-at"))
    language = LANGUAGES[letter.language]
    try:
        words = words_of(letter)
    except keys.NoKey:
        return Page(None, False, language, "", [], sendings, history)
    advice = prompts("\n".join(said_in(words).values())) if language == "en" else []
    comment = words.get("comment", "")
    read = sheet(letter, words, time_to_ask=time_to_ask)
    nobody = not json.loads(words[FACTS]).get("ring_phone")
    return Page(read, nobody, language, comment, advice, sendings, history)


def sheet(
    letter: Letter, words: Mapping[str, str], called: str | None = None, *, time_to_ask: TimeToAsk
) -> letter_templates.Sheet:
    """
    The letter as it reads. called: what she is called; a phrase stands for it in a draft.

    time_to_ask: what it says of that (victims/actions/time_to_ask.py).
    """
    facts, template = json.loads(words[FACTS]), template_of(letter)
    called = called or "[" + _("what the victim wants to be called") + "]"
    return letter_templates.filled(template, facts, said_in(words), called=called, **time_to_ask)


def template_of(letter: Letter) -> letter_templates.Template:
    """The template that a letter is written from, in the language that it is in."""
    return letter_templates.of(letter.kind, letter.template, LANGUAGES[letter.language])


def words_of(letter: Letter) -> dict[str, str]:
    """Its sealed words; raises keys.NoKey where her key does not open them any more."""
    return sealing.opened_words(letter.words, of=letter.record_id, what=letter.sealed_as)


def words_or_none(letter: Letter) -> dict[str, str]:
    """Its sealed words for a page; none where they cannot be opened."""
    try:
        return words_of(letter)
    except keys.NoKey:
        return {}


def said_in(words: Mapping[str, str]) -> dict[str, str]:
    """{name of a free paragraph: text} among a letter's words."""
    return {name.removeprefix(SLOT): text for name, text in words.items() if name.startswith(SLOT)}


def slots(paragraphs: Mapping[str, str]) -> dict[str, str]:
    """Free paragraphs as they stand among a letter's words."""
    return {f"{SLOT}{name}": text for name, text in paragraphs.items()}


def facts_in(words: Mapping[str, str]) -> str:
    """The facts that a letter was written from, as text."""
    return words.get(FACTS, "")


def as_text(facts: Mapping[str, str | list[str]]) -> str:
    """Facts as one text that is the same for the same facts."""
    return json.dumps(facts, sort_keys=True)
