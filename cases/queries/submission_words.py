"""What was sent, or would be sent now, in the words of a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.as_sent import AllegationAsSent, AsSent, DocumentAsSent, SuspectAsSent
from cases.completeness import RULES
from cases.deadlines import Urgency
from cases.mg3 import SAID
from cases.models import Case, CodeTest, Custody, Document
from cases.queries.documents import form_label
from cases.queries.suspect_cards import custody_dates
from people.access import Scope


def lines(content: AsSent) -> dict[str, tuple[str, str]]:
    """{key: (question, answer)} of all that a referral says, but for its documents."""
    said: dict[str, tuple] = {
        "urgency": (_("Urgency"), Urgency(content.urgency).label),
        "code_test": (_("Test"), CodeTest(content.code_test).label),
    }
    for suspect in content.suspects:
        told = {"n": suspect.number}
        said[f"suspect {suspect.number}"] = (called(suspect), whereabouts(suspect))
        said[f"alleged {suspect.number}"] = (
            _("Alleged against suspect %(n)s") % told, "\n".join(alleged(content, suspect)),
        )  # fmt: skip
    for section in SAID:
        if section.name in content.answers:
            said[section.name] = (section.question, content.answers[section.name])
    officer = content.officer
    said["officer"] = (_("Officer in the case"), f"{officer.name}, {officer.email}")
    said["comments"] = (_("Supervisor’s comments"), content.supervisor_comments)
    for code, why in content.explained.items():
        label = _("Why it is sent without this: %(what)s") % {"what": RULES[code].words}
        said[f"explained {code}"] = (label, why)
    return said


def called(suspect: SuspectAsSent) -> str:
    """A suspect by number and name."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}


def whereabouts(suspect: SuspectAsSent) -> str:
    """Where a suspect was, as it was sent."""
    where = Custody(suspect.custody).label
    dates = custody_dates(suspect)
    return f"{where}. {dates}" if dates else str(where)


def alleged(content: AsSent, suspect: SuspectAsSent) -> Iterator[str]:
    """A line for each allegation against a suspect, as it was sent."""
    for each in content.allegations:
        if each.suspect == suspect.number:
            told = {"offence": each.offence, "n": each.victim, "when": _when(each)}
            yield _("%(offence)s: Victim %(n)s, %(when)s") % told


def _when(each: AllegationAsSent) -> str:
    first = date_format(each.from_on, "j F Y")
    if each.to_on in (None, each.from_on):
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(each.to_on, "j F Y")}


# One submission, read out


@dataclass(frozen=True)
class Accused:
    """A suspect as sent: who, where, and what was alleged."""

    called: str
    where: str
    alleged: list


@dataclass(frozen=True)
class Paper:
    """A document that was there. is_open: the reader can still open it."""

    id: str
    title: str
    form: str
    is_open: bool


@dataclass(frozen=True)
class Reading:
    """A submission as its page reads it out."""

    asked: list  # of (question, answer) about what is asked for, and by whom
    accused: list
    texts: list  # of (question, answer)
    explained: list  # of (what is missing, why it goes without)
    papers: list


def read_out(content: AsSent, case: Case, scope: Scope) -> Reading:
    """What was sent, in the order of the form. One query."""
    said = lines(content)
    rows = Document.objects.for_scope(scope).filter(case=case)
    there = {str(pk) for pk in rows.values_list("pk", flat=True)}
    return Reading(
        asked=[said[key] for key in ("urgency", "code_test", "officer", "comments")],
        accused=[
            Accused(called(each), whereabouts(each), list(alleged(content, each)))
            for each in content.suspects
        ],
        texts=[said[section.name] for section in SAID if section.name in said],
        explained=[said[f"explained {code}"] for code in content.explained],
        papers=[_paper(each, is_open=each.id in there) for each in content.documents],
    )


def papers_to_send(content: AsSent) -> list[Paper]:
    """The documents that go with an unsent referral if it is sent now, all open to its readers."""
    return [_paper(each, is_open=True) for each in content.documents]


def _paper(document: DocumentAsSent, *, is_open: bool) -> Paper:
    return Paper(document.id, document.title, form_label(document.form), is_open)
