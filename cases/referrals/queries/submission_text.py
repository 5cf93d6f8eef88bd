"""A referral snapshot as text for a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.circumstances import facts_of_victims
from cases.deadlines import Urgency
from cases.documents.queries.documents import mg_form_label
from cases.mg3_sections import ADVICE_FOLLOWED_QUESTION, ALL_SECTIONS, account_question
from cases.models import AdviceFollowed, Case, CodeTest, Document
from cases.offences.judgement_texts import NOT_CHARGEABLE
from cases.open_lines import (
    OPEN_LINES_QUESTION,
    OpenLineRow,
    not_said,
    open_line_label,
    open_line_rows,
    open_line_text,
)
from cases.personal_details import details_texts
from cases.queries.suspect_snapshots import (
    custody_snapshot_text,
    plea_snapshot_text,
    suspect_snapshot_label,
)
from cases.referral_checks import CHECKS_BY_CODE
from cases.referral_snapshot import (
    DocumentSnapshot,
    ReferralSnapshot,
    SuspectSnapshot,
)
from cases.return_answer_texts import in_order, return_answer_label, return_answer_rows
from people.access.scopes import Scope
from people.models.nullable import not_null
from people.text.dates import format_period

RETURN_ANSWER_KEY = "returned "  # begins the key of an answer to a return


def snapshot_fields(content: ReferralSnapshot) -> dict[str, tuple[str, str]]:
    """{key: (label, text)} of everything in a referral except its documents."""
    if not content.is_opened:
        return {"urgency": (_("What was sent"), content.urgency)}
    fields: dict[str, tuple[str, str]] = {
        "urgency": (_("Urgency"), str(Urgency(content.urgency).label)),
        "code_test": (_("Test"), str(CodeTest(content.code_test).label)),
    }
    if content.advice_followed:
        followed = AdviceFollowed(content.advice_followed).label
        fields["advice_followed"] = (str(ADVICE_FOLLOWED_QUESTION), str(followed))
    for suspect in content.suspects:
        fields |= _suspect_fields(content, suspect)
    for victim, facts in circumstances_of_snapshot(content):
        label = _("Circumstances of Victim %(n)s") % {"n": victim}
        text = "\n".join(f"{question}: {answer}" for question, answer in facts)
        fields[f"circumstances {victim}"] = (label, text)
    for section in ALL_SECTIONS:
        if section.name in content.answers:
            fields[section.name] = (str(section.question), content.answers[section.name])
    fields |= _open_line_fields(content)
    officer = not_null(content.officer)
    fields["officer"] = (_("Officer in the case"), f"{officer.name}, {officer.email}")
    fields["comments"] = (_("Supervisor’s comments"), content.supervisor_comments)
    for each in in_order(content.return_answers):
        fields[f"{RETURN_ANSWER_KEY}{each.key}"] = return_answer_label(each), each.answer
    for code, why in content.explained.items():
        label = _("Why it is sent without this: %(what)s") % {"what": CHECKS_BY_CODE[code].words}
        fields[f"explained {code}"] = (label, why)
    return fields


def _open_line_fields(content: ReferralSnapshot) -> dict[str, tuple[str, str]]:
    """{key: (label, text)} of the open lines of inquiry, and whether any is open."""
    if content.open_lines is None:
        return {}
    is_any = _("Yes") if content.open_lines else _("No")
    fields = {"open lines": (str(OPEN_LINES_QUESTION), is_any)}
    for n, line in enumerate(content.open_lines, start=1):
        fields[f"open line {n}"] = open_line_label(n), open_line_text(line)
    return fields


def _suspect_fields(
    content: ReferralSnapshot, suspect: SuspectSnapshot
) -> dict[str, tuple[str, str]]:
    """{key: (label, text)} of one suspect: custody, allegations, personal details and account."""
    number, values = suspect.number, {"n": suspect.number}
    fields = {
        f"suspect {number}": (suspect_snapshot_label(suspect), custody_snapshot_text(suspect)),
        f"alleged {number}": (
            _("Alleged against suspect %(n)s") % values,
            "\n".join(allegation_snapshot_texts(content, suspect)),
        ),
    }
    if content.details_of(number).number:
        recorded = details_texts(content.details_of(number))
        fields[f"details {number}"] = (
            _("Personal details of suspect %(n)s") % values,
            "\n".join(f"{label}: {text}" for label, text in recorded),
        )
    if str(number) in (content.pleas or {}):
        plea = plea_snapshot_text(suspect, content)
        fields[f"plea {number}"] = _("Plea expected of suspect %(n)s") % values, plea
    if suspect.account:
        fields[f"account {number}"] = account_question(number), suspect.account
    return fields


def allegation_snapshot_texts(content: ReferralSnapshot, suspect: SuspectSnapshot) -> Iterator[str]:
    """A text for each allegation against a suspect when the referral was sent."""
    for each in content.allegations:
        if each.suspect == suspect.number:
            values = {
                "offence": each.offence,
                "n": each.victim,
                "when": format_period(each.from_on, each.to_on),
            }
            text = _("%(offence)s: Victim %(n)s, %(when)s") % values
            yield f"{text}. {NOT_CHARGEABLE}" if each.is_for_lawyer else text


def circumstances_of_snapshot(
    content: ReferralSnapshot,
) -> list[tuple[int, list[tuple[str, str]]]]:
    """(number of a victim, what was recorded of them) when the referral was sent."""
    titles = {
        number: [one.offence for one in content.allegations if one.victim == number]
        for number in content.victims
    }
    recorded = {each.victim: each for each in content.circumstances}
    return facts_of_victims(titles, recorded, content.statements)


# The detail page of a submission


@dataclass(frozen=True)
class SnapshotSuspect:
    """A suspect when the referral was sent: who, where, and the allegations."""

    called: str
    where: str
    alleged: list[str]
    details: list[tuple[str, str]]  # (label, text) of the personal details; [] if none recorded
    plea: str
    account: str  # "" where the submission has none, or one for all


@dataclass(frozen=True)
class SnapshotDocument:
    """A document of the snapshot; is_open: the reader can still open it."""

    id: str
    title: str
    form: str | Promise
    is_open: bool


@dataclass(frozen=True)
class SubmissionDetail:
    """A submission with everything its page shows."""

    asked: list[tuple[str, str]]  # (question, answer): the request and its authors
    accused: list[SnapshotSuspect]
    victims: list[tuple[int, list[tuple[str, str]]]]  # (number, circumstances)
    texts: list[tuple[str, str]]  # (question, answer)
    open_lines: list[OpenLineRow] | None  # None where it has none, or has them in a text
    answered: list[tuple[str, str]]  # (reason of a return, what was done about it)
    explained: list[tuple[str, str]]  # (what is missing, why it is sent without)
    papers: list[SnapshotDocument]


ASKED_FIRST = ("urgency", "code_test", "advice_followed", "officer", "comments")


def submission_detail(content: ReferralSnapshot, case: Case, scope: Scope) -> SubmissionDetail:
    """A submission's content, in the order of the form. One query."""
    fields = snapshot_fields(content)
    rows = Document.objects.for_scope(scope).filter(case=case)
    there = {str(pk) for pk in rows.values_list("pk", flat=True)}
    return SubmissionDetail(
        asked=[fields[key] for key in ASKED_FIRST if key in fields],
        accused=[
            SnapshotSuspect(
                suspect_snapshot_label(each),
                custody_snapshot_text(each),
                list(allegation_snapshot_texts(content, each)),
                list(details_texts(recorded)) if recorded.number else [],
                plea_snapshot_text(each, content),
                each.account,
            )
            for each in content.suspects
            for recorded in [content.details_of(each.number)]
        ],
        victims=circumstances_of_snapshot(content),
        texts=[
            *(fields[section.name] for section in ALL_SECTIONS if section.name in fields),
            *not_said(content.open_lines, content.answers.get("lines_open", "")),
        ],
        open_lines=open_line_rows(content.open_lines),
        answered=return_answer_rows(content.return_answers),
        explained=[fields[f"explained {code}"] for code in content.explained],
        papers=[_snapshot_document(each, is_open=each.id in there) for each in content.documents],
    )


def documents_to_send(content: ReferralSnapshot) -> list[SnapshotDocument]:
    """The documents that go with an unsent referral if it is sent now; readers can open all."""
    return [_snapshot_document(each, is_open=True) for each in content.documents]


def _snapshot_document(document: DocumentSnapshot, *, is_open: bool) -> SnapshotDocument:
    return SnapshotDocument(document.id, document.title, mg_form_label(document.form), is_open)
