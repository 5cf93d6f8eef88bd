"""
Referral snapshots: the content of a referral, its suspects and documents.

One plain shape for the current referral and for what was sent, so that both run through the same
checks and can be compared. Runs no queries.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

from cases.circumstances import VictimCircumstances, read_circumstances
from cases.models import YesNoNotKnown
from cases.open_lines import OpenLines, read_open_lines
from cases.personal_details import SuspectDetails
from cases.personal_statements import PersonalStatements, read_statements
from cases.return_answers import ReturnAnswer, read_return_answers
from cases.special_measures import ASSESSMENT_FIELDS
from people.access.sealed_text import NotOpened, NotOpenedValue


@dataclass(frozen=True)
class SuspectSnapshot:
    """A suspect, and their custody as recorded by the police."""

    number: int
    name: str
    custody: str
    arrested_on: date | None = None
    detained_until: datetime | None = None
    bailed_on: date | None = None
    bail_ends_on: date | None = None
    released_on: date | None = None
    born_on: date | None = None  # not kept by submissions from before it was asked for
    account: str = ""  # what the suspect says; older submissions have one answer for all of them


@dataclass(frozen=True)
class AllegationSnapshot:
    """An allegation, with suspect and victim by their number on the case."""

    suspect: int
    victim: int
    offence: str
    from_on: date
    to_on: date | None = None
    is_for_lawyer: bool = False


@dataclass(frozen=True)
class DocumentSnapshot:
    """A document on the case: id, type, and hash of its content."""

    id: str
    title: str
    form: str  # a code of MgForm; empty where nobody has said
    sha256: str


@dataclass(frozen=True)
class OfficerSnapshot:
    """The officer in the case, and whether they can be reached."""

    name: str
    email: str
    is_active: bool


@dataclass(frozen=True)
class MediaSnapshot:
    """
    Material held elsewhere, by its number on the case. failures: what an assessor of the file would
    find wrong with it, in words.
    """

    number: int
    title: str
    failures: list[str]


@dataclass(frozen=True)
class ReferralSnapshot:
    """
    Content of a referral.

    answers: {name of a section of the MG3: text}. supervisor_comments: empty before sign-off.
    explained: {check code: why it is sent in spite of the warning}. circumstances: of the victims
    of whom any were recorded. details: the personal details of the suspects of whom any were.
    media: the material held elsewhere. open_lines: None where the police have not said, or said it
    in a text. pleas: {number of a suspect: code of the plea that the police expect};
    None where it is from before that was asked.
    statements: of the victims of whose personal statement anything is recorded. return_answers:
    to the reasons for which its suspects were returned.

    Of one that does not open, urgency is the sentence that stands for it (is_opened).
    """

    urgency: str
    code_test: str
    answers: dict[str, str]
    suspects: tuple[SuspectSnapshot, ...] = ()
    allegations: tuple[AllegationSnapshot, ...] = ()
    documents: tuple[DocumentSnapshot, ...] = ()
    officer: OfficerSnapshot | None = None
    written_by: str = ""
    supervisor_comments: str = ""
    explained: dict[str, str] = field(default_factory=dict)
    circumstances: tuple[VictimCircumstances, ...] = ()
    details: tuple[SuspectDetails, ...] = ()
    advice_followed: str = ""  # a code of AdviceFollowed; "" where none was given
    media: tuple[MediaSnapshot, ...] = ()
    open_lines: OpenLines = None
    pleas: dict[str, str] | None = None
    statements: PersonalStatements = None
    return_answers: tuple[ReturnAnswer, ...] = ()

    @property
    def is_opened(self) -> bool:
        """Whether the snapshot that was stored opens."""
        return not isinstance(self.urgency, NotOpened)

    def details_of(self, number: int) -> SuspectDetails:
        """The personal details of the suspect with this number, all empty if none were recorded."""
        found = (each for each in self.details if each.suspect == number)
        return next(found, SuspectDetails(number))

    @property
    def victims(self) -> list[int]:
        """Numbers of the victims of its allegations, in order."""
        return sorted({each.victim for each in self.allegations})

    def circumstances_of(self, number: int) -> VictimCircumstances:
        """The circumstances of the victim with this number, none if none were recorded."""
        found = (each for each in self.circumstances if each.victim == number)
        return next(found, VictimCircumstances(number))

    @property
    def domestic_abuse(self) -> YesNoNotKnown:
        """Whether it is said to be domestic abuse of any victim; not known while one is not."""
        said = {each.victim: each.domestic_abuse for each in self.circumstances}
        victims = {each.victim for each in self.allegations}
        answers = [said.get(number, YesNoNotKnown.NOT_KNOWN) for number in victims]
        if YesNoNotKnown.YES in answers:
            return YesNoNotKnown.YES
        is_known = answers and YesNoNotKnown.NOT_KNOWN not in answers
        return YesNoNotKnown.NO if is_known else YesNoNotKnown.NOT_KNOWN

    def to_json(self) -> dict[str, Any]:
        """
        The snapshot as a JSON-compatible dict, as the database stores it. What was added to the
        circumstances stands beside them, so that the release before can read those. mg2s: the
        document sent as the MG2 of each victim, by their number.
        """
        facts, sent = asdict(self), {each.id for each in self.documents}
        named = {each["victim"]: each.pop("mg2") for each in facts["circumstances"]}
        facts["mg2s"] = {str(n): document for n, document in named.items() if document in sent}
        for each in facts["circumstances"]:
            del each["mg2_title"]
        facts["assessments"] = [
            {"victim": each["victim"], **{name: each.pop(name) for name in ASSESSMENT_FIELDS}}
            for each in facts["circumstances"]
        ]
        return facts

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ReferralSnapshot":
        """
        Read a stored snapshot. Fields added later are empty, and all of one that does not open.
        What a later release stored besides is left out.
        """
        if isinstance(data, NotOpenedValue):
            return cls(urgency=data.sentence, code_test="", answers=data)
        facts = dict(data)
        facts["suspects"] = tuple(
            SuspectSnapshot(**parse_snapshot_dates(each)) for each in data["suspects"]
        )
        facts["allegations"] = tuple(
            AllegationSnapshot(**parse_snapshot_dates(each)) for each in data["allegations"]
        )
        facts["documents"] = tuple(DocumentSnapshot(**each) for each in data["documents"])
        assessed = {each["victim"]: each for each in data.get("assessments", ())}
        recorded = [
            each | assessed.get(each["victim"], {}) for each in data.get("circumstances", ())
        ]
        facts["circumstances"] = tuple(
            _with_mg2(each, data.get("mg2s"), facts["documents"])
            for each in read_circumstances(recorded).values()
        )
        facts["statements"] = read_statements(data.get("statements"))
        facts["details"] = tuple(SuspectDetails(**each) for each in data.get("details", ()))
        facts["media"] = tuple(MediaSnapshot(**each) for each in data.get("media", ()))
        facts["open_lines"] = read_open_lines(data.get("open_lines"))
        facts["return_answers"] = read_return_answers(data.get("return_answers", ()))
        facts["officer"] = OfficerSnapshot(**data["officer"])
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in facts.items() if name in known})


def _with_mg2(
    recorded: VictimCircumstances, named: dict[str, str] | None,
    documents: Collection[DocumentSnapshot],
) -> VictimCircumstances:  # fmt: skip
    """The circumstances of a victim with the document that was sent as their MG2."""
    if named is None:
        return replace(recorded, mg2=None)
    found = named.get(str(recorded.victim), "")
    titles = {each.id: each.title for each in documents}
    return replace(recorded, mg2=found, mg2_title=titles.get(found, ""))


def parse_snapshot_dates(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a row with its dates and moments as such."""
    read = {"on": date.fromisoformat, "until": datetime.fromisoformat}
    return {
        name: read[kind](value) if value and (kind := name.rpartition("_")[2]) in read else value
        for name, value in facts.items()
    }
