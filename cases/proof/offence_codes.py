"""The codes of an offence's attempt, of aiding it and of a conspiracy: a letter after its own."""

from collections.abc import Iterable

from cases.models import Inchoate

LETTERS: dict[str, str] = {Inchoate.ATTEMPT: "A", Inchoate.AIDING: "B", Inchoate.CONSPIRACY: "C"}


def code_of_full_offence(code: str, inchoate: str) -> str:
    """The code without the letter of an attempt, aiding or a conspiracy."""
    return code.removesuffix(LETTERS[inchoate]) if inchoate else code


def with_inchoate_codes(codes: Iterable[str]) -> list[str]:
    """The codes, and those of their attempts, of aiding them and of conspiracies."""
    return [code + letter for code in codes for letter in ("", *LETTERS.values())]
