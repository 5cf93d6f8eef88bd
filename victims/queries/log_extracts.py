"""
An extract of the audit log: an answer as a text that can be taken away, signed by the log's key.

It is a signed note (C2SP signed-note), so that programs that are not ours check it
(docs/examples/check_log_extract.py). Its first line is not the name of a log, so that no extract is
ever a head.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.sealing.keys import signing_key
from people.sealing.queries.proofs import proofs_of_entries
from people.sealing.signed_notes import sign_text
from people.text.dates import format_moment
from victims.queries.log_answers import LogAnswer
from victims.queries.log_lines import LogLine

FIRST_LINE, ENTRIES, HEAD = "rasso log extract 1", "Entries of the log", "Head of the log"


class ForWhom(TextChoices):
    """Who gets an extract: it has the entries of the log only for those who check the log."""

    SUBJECT = "SUBJECT", gettext_lazy("The person it is about: who saw my record")
    CHECKED = "CHECKED", gettext_lazy("A regulator, a court or our own file")


@dataclass(frozen=True)
class ExtractFacts:
    """What stands at the top. about, days: the question in words. why: with its reference."""

    about: str
    days: str
    for_whom: ForWhom
    are_staff_named: bool
    why: str
    by: str
    at: datetime


def signed_extract(answer: LogAnswer, facts: ExtractFacts) -> str:
    """The extract, signed. Raises NotSealed if an entry that it needs is not sealed yet."""
    lines = [*_top(answer, facts), "", *answer.summary, "", *_lines(answer, facts)]
    lines += ["", _("What this answer does not hold:"), *_not_held()]
    if facts.for_whom == ForWhom.CHECKED and answer.entries:
        head, proofs = proofs_of_entries(answer.entries)
        lines += ["", ENTRIES, *(json.dumps(proof, ensure_ascii=False) for proof in proofs)]
        lines += ["", HEAD, json.dumps({"head": head}, ensure_ascii=False)]
    text = "".join(f"{line}\n" for line in lines)
    return sign_text(text, settings.AUDIT_LOG_NAME, signing_key())


def _top(answer: LogAnswer, facts: ExtractFacts) -> list[str]:
    return [
        FIRST_LINE,
        _("Made: %(moment)s") % {"moment": facts.at.astimezone(UTC).isoformat(timespec="seconds")},
        _("By: %(name)s") % {"name": facts.by},
        _("For: %(whom)s") % {"whom": facts.for_whom.label},
        _("Why: %(why)s") % {"why": " ".join(facts.why.split())},
        _("About: %(about)s") % {"about": facts.about},
        _("Days: %(days)s") % {"days": facts.days},
        _("Number of entries of the log: %(n)s") % {"n": len(answer.entries)},
    ]


def _lines(answer: LogAnswer, facts: ExtractFacts) -> Iterator[str]:
    for number, line in enumerate(answer.lines, 1):
        is_named = facts.are_staff_named or not line.is_person
        name = line.title if is_named else _("Person %(n)s") % {"n": number}
        yield _sentence(line, f"{name} ({line.about})" if line.about else name)
        rights = line.rights if facts.are_staff_named else line.unnamed_rights
        yield from (_("  Right: %(right)s") % {"right": right} for right in rights)
        for event in line.events:
            about = f" ({event.about})" if event.about and facts.are_staff_named else ""
            refused = f" {_('Refused: %(why)s') % {'why': event.refused}}" if event.refused else ""
            yield f"  {format_moment(event.at)}: {event.what}{about}.{refused}"
    for each in answer.lists:
        name = each.name if facts.are_staff_named else _("One person")
        said = {"name": f"{name} ({each.agency})" if each.agency else name, "n": each.times}
        yield _("Lists or searches that showed it: %(name)s, %(n)s") % said


def _sentence(line: LogLine, name: str) -> str:
    refused = [_("refused %(n)s: %(why)s") % {"why": why, "n": n} for why, n in line.refused]
    return f"{name}: {', '.join([*line.did, *refused])}."


def _not_held() -> list[str]:
    return [
        _("What an ISVA service wrote for itself: the service has its own log"),
        _("Paper, and what was said by phone"),
    ]
