"""
The templates of letters: victims/letters/<kind>/<version>.<en|cy>.txt.

A letter contains what its template contains and nothing else. A template is a title and paragraphs,
separated by blank lines. {decided_on} is filled from facts; "- {charges}" is repeated for each of
several; {{why 800}} alone on a line is a free paragraph of at most that many characters; a
paragraph that begins with [evidential] is included only in that case; # begins a comment. A version
that was used for a letter is never edited: a new wording is a new file.

Somebody else may open a letter, so the newest wordings are headed with the reference of the case
and name no suspect or offence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEMPLATE_FOLDER = Path(__file__).parent / "letters"
SLOT_PATTERN = re.compile(r"\{\{(\w+) (\d+)\}\}")
CONDITION_PATTERN = re.compile(r"\[(\w+)\] ")
FACT_PATTERN = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
# Filled in at dispatch, and in no draft.
LATE_FACTS = frozenset({"called", "dated", "ask_by"})


class LetterTemplateMissing(LookupError):
    """There is no template of this kind, version and language."""


@dataclass(frozen=True)
class TemplateBlock:
    """
    One part of a template: paragraph, list or slot. only_if: the case in which it is included.
    """

    kind: str
    text: str
    only_if: str = ""
    limit: int = 0


@dataclass(frozen=True)
class LetterTemplate:
    """One version of one kind of letter in one language."""

    title: str
    blocks: tuple[TemplateBlock, ...]

    @property
    def paragraph_limits(self) -> dict[str, int]:
        """{name of a free paragraph: maximum characters}."""
        return {block.text: block.limit for block in self.blocks if block.kind == "slot"}

    @property
    def fact_names(self) -> set[str]:
        """The names of the facts that fill it."""
        text = "\n".join([self.title, *(b.text for b in self.blocks if b.kind != "slot")])
        return set(FACT_PATTERN.findall(text))

    @property
    def cases(self) -> set[str]:
        """The cases that its paragraphs distinguish."""
        return {block.only_if for block in self.blocks} - {""}


@dataclass(frozen=True)
class LetterText:
    """A filled letter: its title, and paragraphs as text or as a list of lines."""

    title: str
    parts: tuple[str | list[str], ...]

    def as_plain_text(self) -> str:
        """The letter as plain text, for an e-mail."""
        listed = "\n".join
        paragraphs = [
            p if isinstance(p, str) else listed(f"* {each}" for each in p) for p in self.parts
        ]
        return "\n\n".join(paragraphs)


def newest_template_version(kind: str) -> int:
    """The version that new letters are written from."""
    return max(
        int(path.name.split(".")[0]) for path in (TEMPLATE_FOLDER / kind.lower()).glob("*.en.txt")
    )


@cache
def letter_template(kind: str, version: int, language: str) -> LetterTemplate:
    """The template; language is "en" or "cy". Raises LetterTemplateMissing."""
    path = TEMPLATE_FOLDER / kind.lower() / f"{version}.{language}.txt"
    if not path.exists():
        raise LetterTemplateMissing(path.name)
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    title, *rest = re.split(r"\n{2,}", "\n".join(lines).strip())
    return LetterTemplate(title, tuple(_parse_template_block(text) for text in rest))


def fill_template(
    template: LetterTemplate,
    facts: Mapping[str, str | list[str]],
    paragraphs: Mapping[str, str],
    *,
    cases: Iterable[str] = (),
    **late: str,
) -> LetterText:
    """
    Fill a template with facts and free paragraphs.

    facts: {name: text or list of texts}. facts["cases"], and cases: which of its paragraphs are
    included. late: the values filled in at dispatch (LATE), or placeholders for them.
    """
    values = {**facts, **late}
    cases = {*facts.get("cases", ()), *cases}
    parts: list[str | list[str]] = []
    for block in template.blocks:
        if block.only_if and block.only_if not in cases:
            continue
        if block.kind == "slot":
            parts += [text for text in [paragraphs.get(block.text, "").strip()] if text]
        elif block.kind == "list":
            parts.append(list(values[FACT_PATTERN.findall(block.text)[0]]))
        else:
            parts.append(block.text.format_map(values))
    return LetterText(template.title.format_map(values), tuple(parts))


def _parse_template_block(text: str) -> TemplateBlock:
    if slot := SLOT_PATTERN.fullmatch(text):
        return TemplateBlock("slot", slot[1], limit=int(slot[2]))
    if text.startswith("- {"):
        return TemplateBlock("list", text)
    if condition := CONDITION_PATTERN.match(text):
        return TemplateBlock("paragraph", text[condition.end() :], only_if=condition[1])
    return TemplateBlock("paragraph", text)
