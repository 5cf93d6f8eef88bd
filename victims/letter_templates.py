"""
The templates of letters: victims/letters/<kind>/<version>.<en|cy>.txt.

A letter holds what its template holds and no more. A template is a title and paragraphs, with a
blank line between them. {decided_on} is filled from facts; "- {charges}" is a line for each of
several; {{why 800}} alone on a line is a free paragraph of at most so many characters; a paragraph
that begins with [evidential] is there only where that is the case; # begins a remark.
A version that has been sent from is never edited: a new wording is a new file.

Somebody else may open a letter. So the newest wordings head each with the reference of the case,
and name no suspect and no offence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent / "letters"
SLOT = re.compile(r"\{\{(\w+) (\d+)\}\}")
ONLY_IF = re.compile(r"\[(\w+)\] ")
WANTED = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
# What is filled in when the letter goes out, and is in no draft.
LATE = frozenset({"called", "dated", "ask_by"})


class NoTemplate(LookupError):
    """There is no template of this kind, version and language."""


@dataclass(frozen=True)
class Block:
    """A piece of a letter: paragraph, list or slot. only_if: the case in which it is there."""

    kind: str
    text: str
    only_if: str = ""
    limit: int = 0


@dataclass(frozen=True)
class Template:
    """One version of one kind in one language."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def slots(self) -> dict[str, int]:
        """{name of a free paragraph: how many characters it may have}."""
        return {block.text: block.limit for block in self.blocks if block.kind == "slot"}

    @property
    def wanted(self) -> set[str]:
        """The facts that it is filled with."""
        text = "\n".join([self.title, *(b.text for b in self.blocks if b.kind != "slot")])
        return set(WANTED.findall(text))

    @property
    def cases(self) -> set[str]:
        """The cases that its paragraphs tell apart."""
        return {block.only_if for block in self.blocks} - {""}


@dataclass(frozen=True)
class Sheet:
    """A letter as it reads: its title, and paragraphs as text or as a list of lines."""

    title: str
    parts: tuple[str | list[str], ...]

    def plain(self) -> str:
        """The same as plain text, for an e-mail."""
        listed = "\n".join
        said = [p if isinstance(p, str) else listed(f"* {each}" for each in p) for p in self.parts]
        return "\n\n".join(said)


def newest(kind: str) -> int:
    """The number of the version that new letters are written from."""
    return max(int(path.name.split(".")[0]) for path in (ROOT / kind.lower()).glob("*.en.txt"))


@cache
def of(kind: str, version: int, language: str) -> Template:
    """The template; language is "en" or "cy". Raises NoTemplate."""
    path = ROOT / kind.lower() / f"{version}.{language}.txt"
    if not path.exists():
        raise NoTemplate(path.name)
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    title, *rest = re.split(r"\n{2,}", "\n".join(lines).strip())
    return Template(title, tuple(_block(text) for text in rest))


def filled(
    template: Template,
    facts: Mapping[str, str | list[str]],
    said: Mapping[str, str],
    *,
    cases: Iterable[str] = (),
    **late: str,
) -> Sheet:
    """
    The Sheet that facts and free paragraphs make. late: those of LATE, or what stands for them.

    facts: {name: text or list of texts}; facts["cases"], and cases: which of its paragraphs are
    there.
    """
    values = {**facts, **late}
    cases = {*facts.get("cases", ()), *cases}
    parts: list[str | list[str]] = []
    for block in template.blocks:
        if block.only_if and block.only_if not in cases:
            continue
        if block.kind == "slot":
            parts += [text for text in [said.get(block.text, "").strip()] if text]
        elif block.kind == "list":
            parts.append(list(values[WANTED.findall(block.text)[0]]))
        else:
            parts.append(block.text.format_map(values))
    return Sheet(template.title.format_map(values), tuple(parts))


def _block(text: str) -> Block:
    if slot := SLOT.fullmatch(text):
        return Block("slot", slot[1], limit=int(slot[2]))
    if text.startswith("- {"):
        return Block("list", text)
    if condition := ONLY_IF.match(text):
        return Block("paragraph", text[condition.end() :], only_if=condition[1])
    return Block("paragraph", text)
