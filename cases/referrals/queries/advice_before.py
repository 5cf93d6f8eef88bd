"""The early advice that precedes a referral: what was asked and given, and where it goes in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Case, EarlyAdvice, GivenAdvice, Suspect
from cases.open_lines import OpenLine
from cases.statuses import AdviceStatus
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope

# {section of the referral: the parts of the request that it begins with}
BEGINS_WITH = {
    "summary": ("summary",),
    "strengths": ("issues",),
    "lines_done": ("lines_done",),
    "disclosure": ("disclosable",),
}
# What the request says of lines that are still open: the first line of the referral begins with it.
OPEN_LINES_OF_REQUEST = ("lines_under_way", "lines_contemplated", "expected")


@dataclass(frozen=True)
class AdviceBefore:
    """The newest request for early advice about some suspects, and the advice if it was given."""

    pk: UUID
    number: int
    initial: dict[str, str]  # {section of the referral: text that it begins with}
    open_lines: list[OpenLine]  # that it begins with, without a day yet
    texts: list[tuple[str | Promise, str]]  # (heading, text) of the advice; [] if none was given
    writers: list[int]  # ids of accounts
    is_given: bool


def advice_before(case: Case, suspects: Iterable[Suspect], scope: Scope) -> AdviceBefore | None:
    """The newest request about any of these suspects that was sent, or None. One query."""
    rows = EarlyAdvice.objects.for_scope(scope).filter(
        case=case, number__isnull=False, suspects__in=suspects
    )
    found = rows.select_related("given").order_by("-number").first()
    if found is None:
        return None
    given = found.given if found.status == AdviceStatus.GIVEN else None
    return AdviceBefore(
        pk=found.pk,
        number=found.number or 0,
        initial=_initial_texts(found),
        open_lines=_open_lines(found, given),
        texts=_texts_of_advice(found, given) if given else [],
        writers=found.writers,
        is_given=given is not None,
    )


def _initial_texts(asked: EarlyAdvice) -> dict[str, str]:
    joined = {section: _joined(asked, parts) for section, parts in BEGINS_WITH.items()}
    return {section: text for section, text in joined.items() if text}


def _joined(asked: EarlyAdvice, parts: Iterable[str]) -> str:
    """Some parts of the request as one text, without empty ones."""
    found = [getattr(asked, part) for part in parts]
    check_all_opened(found)
    texts = (text.strip() for text in found)
    return "\n\n".join(filter(None, texts))


def _open_lines(asked: EarlyAdvice, given: GivenAdvice | None) -> list[OpenLine]:
    """What the request says of open lines, in one, then each line that was advised."""
    text, advised = _("Advised by the CPS: %(line)s"), given.lines if given else []
    check_all_opened(advised)
    texts = [_joined(asked, OPEN_LINES_OF_REQUEST), *(text % {"line": line} for line in advised)]
    return [OpenLine(text) for text in texts if text]


def _numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


def _texts_of_advice(asked: EarlyAdvice, given: GivenAdvice) -> list[tuple[str | Promise, str]]:
    texts: list[tuple[str | Promise, str]] = [*zip(asked.questions, given.answers, strict=True)]
    texts.append((_("Lines of inquiry to follow"), _numbered(given.lines)))
    texts.append((_("Evidence wanted"), given.evidence))
    texts.append((_("Suspect-focused strategy"), given.strategy))
    texts.append((_("Third-party material"), given.third_party))
    return texts
