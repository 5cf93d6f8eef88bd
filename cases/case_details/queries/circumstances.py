"""The page of a victim's circumstances: what is recorded now, and each version before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.circumstances import VictimCircumstances, circumstances_texts
from cases.models import Case, Circumstances, Document, MgForm, Victim
from cases.queries.allegations import visible_allegations
from people.access.scopes import Scope


@dataclass(frozen=True)
class CircumstancesVersion:
    """One version of a victim's circumstances. because: why it replaced the one before."""

    number: int
    facts: list[tuple[str, str]]  # (question, answer)
    because: str
    by: str
    at: datetime


def alleged_titles(victim: Victim, scope: Scope) -> list[str]:
    """The titles of the offences alleged to have been committed against a victim. One query."""
    rows = visible_allegations(scope).filter(victim=victim.pk)
    return list(rows.values_list("offence__title", flat=True))


def mg2s_to_name(
    victim: Victim, recorded: Mapping[int, VictimCircumstances], scope: Scope
) -> list[Document]:
    """
    The documents that can be named as the MG2 of a victim: of that type, as they are now, and not
    named for another. One query.

    recorded: the circumstances of the victims of the case, by number.
    """
    of_others = {each.mg2 for number, each in recorded.items() if number != victim.number}
    rows = Document.objects.for_scope(scope).filter(
        case=victim.case_id, is_current=True, form=MgForm.MG2
    )
    found = rows.order_by("added_at", "pk")
    return [each for each in found if str(each.pk) not in of_others]


def circumstances_versions(victim: Victim, scope: Scope) -> list[CircumstancesVersion]:
    """Each version that the reader may see, the newest first. Four queries."""
    rows = Circumstances.objects.for_scope(scope).filter(victim=victim.pk)
    rows = rows.select_related("by__agency").order_by("-number")
    known = Case(pk=victim.case_id).suspects.for_scope(scope)
    numbers = dict(known.values_list("pk", "number"))
    named = Circumstances.abusers.through.objects.filter(circumstances__in=rows)
    abusers: dict[object, list[int]] = {}
    for version, suspect in named.values_list("circumstances_id", "suspect_id"):
        if suspect in numbers:
            abusers.setdefault(version, []).append(numbers[suspect])
    documents = Document.objects.for_scope(scope).filter(pk__in=[row.mg2_id for row in rows])
    titles: dict[UUID | None, str] = {
        each.pk: each.title for each in documents.only("case", "title")
    }
    return [
        _version(row, victim, sorted(abusers.get(row.pk, ())), titles.get(row.mg2_id, ""))
        for row in rows
    ]


def _version(
    row: Circumstances, victim: Victim, abusers: list[int], mg2_title: str
) -> CircumstancesVersion:
    recorded = VictimCircumstances(
        victim.number, row.number, abusers, row.is_no_abuse, row.was_child, row.is_vulnerable,
        row.grounds, row.assessment, row.not_assessed_because, row.assessment_expected_on,
        mg2_title=mg2_title,
    )  # fmt: skip
    by = f"{row.by.name}, {row.by.agency.name}"
    return CircumstancesVersion(
        row.number, list(circumstances_texts(recorded)), row.because, by, row.at
    )
