"""The permission matrix: each role in each relation to a case, by real grants."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cases.documents import store
from cases.documents.actions.keys_to_seal import key_to_seal_with
from cases.file_quality import FAILURES
from cases.models import (
    AccessRequest,
    ActionItem,
    ActionPlan,
    Allegation,
    Bearing,
    BreakGlass,
    Case,
    CaseLink,
    ConflictLifting,
    Consultation,
    CourtFact,
    Decision,
    Destruction,
    Document,
    Extension,
    FileFailure,
    FileQuality,
    Gap,
    HeldMaterial,
    LegalHold,
    Message,
    Note,
    Proposal,
    ProposedPlan,
    Referral,
    Restriction,
    RestrictionChange,
    Review,
    Submission,
    Suspect,
    Thread,
    Transfer,
    Turn,
    Victim,
    VictimRequest,
)
from devtools.case_builder import MONDAY, NUMBER, CaseBuilder, cast, cps_unit, force_unit, person
from people.access import grants
from people.access.histories import with_history_facts
from people.models import Agency, Side, Unit, User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.expected import roles
from tests.support.cases.matrix_early_advice import advice_rows
from tests.support.pilots.permission_matrix import make_pilot_area, panel_rows
from tests.support.victims.permission_matrix import make_service, make_support, victim_rows

NOW = timezone.now()  # pages use the real clock
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
LONG_AGO = MONDAY - timedelta(days=365)
SIDES = ("POLICE", "CPS")


@dataclass
class MatrixPerson:
    """A person, their case, and the capacities that the expected rules give them."""

    role: str
    relation: str
    user: object
    case: str  # key of the case
    holds: set
    side: str | None = None
    everywhere: set = field(default_factory=set)  # capacities on any unit

    def __str__(self):
        return f"{self.role}, {self.relation}"


class Crowd:
    """The cases and the people of the permission matrix."""

    def __init__(self):
        self.cast = cast()
        self.units = {
            "POLICE": self.cast.police, "CPS": self.cast.cps, "SUPPORT": make_service(),
            "LEARNING": make_pilot_area(), "OVERSIGHT": make_administration_unit(),
        }  # fmt: skip
        self.others = {
            "another unit of the agency": {
                "POLICE": force_unit(),
                "CPS": cps_unit(),
                "SUPPORT": make_service(),
                "LEARNING": make_pilot_area(),
                "OVERSIGHT": make_administration_unit(),
            },
            "another agency": {
                "POLICE": force_unit("Kent Police"),
                "CPS": cps_unit("CPS South East"),
                "SUPPORT": make_service("Another service"),
                "LEARNING": make_pilot_area("Another pilot"),
                "OVERSIGHT": make_administration_unit("Another office"),
            },
        }
        self.builders = {
            "plain": CaseBuilder(self.cast).allocate().plan({}, {}),
            "restricted": CaseBuilder(self.cast).allocate().plan({}, {}),
            "unsent": CaseBuilder(self.cast).write(),
            "other": CaseBuilder(self.cast).write(),
        }
        restricted = Case.objects.unscoped("test").filter(pk=self.builders["restricted"].case.pk)
        restricted.update(is_restricted=True)
        make_case_link(self.builders["plain"].case, self.builders["unsent"].case)
        self.rows = {name: matrix_rows(builder) for name, builder in self.builders.items()}
        for name in ("plain", "restricted", "other"):
            case, service = self.rows[name]["Case"], self.units["SUPPORT"]
            self.rows[name]["Support"] = make_support(case, service)
        for name in ("plain", "other"):  # a restricted case is on no panel
            self.rows[name] |= panel_rows(self.rows[name], self.units["LEARNING"])
        self.people = [*self.of_units(), *self.named(), *self.unsent(), *self.nobodies()]
        self.people += self.taking_away()

    def of_units(self):
        for role, side in roles.UNIT_ROLES.items():
            for relation, left in roles.UNIT_RELATIONS.items():
                if side == "LEARNING" and relation not in roles.LEARNING_RELATIONS:
                    continue
                yield self.somebody(role, side, relation, left, self.give_unit)

    def named(self):
        for role, side in roles.NAMED_ROLES.items():
            for relation, left in roles.NAMED_RELATIONS.items():
                if side == "LEARNING" and relation not in roles.LEARNING_RELATIONS:
                    continue
                yield self.somebody(role, side, relation, left, self.name)

    def taking_away(self):
        """People with the capacity to take files away besides another."""
        for role in roles.TAKING_AWAY:
            side = roles.UNIT_ROLES[role]
            user = person(self.units[side], role)
            self.grant("take_exports", user, self.units[side], "own unit")
            yield MatrixPerson(
                role, "own unit, and takes files away", user, "plain", {role}, side,
                {role, "take_exports"},
            )  # fmt: skip

    def unsent(self):
        for role, side in roles.UNIT_ROLES.items():
            user = person(self.units[side], role)
            holds = {role} if roles.BEFORE_SIGN_OFF[side] == roles.ALL else set()
            yield MatrixPerson(role, "before sign-off", user, "unsent", holds, side, {role})

    def nobodies(self):
        claims = person(self.cast.police)
        claims.is_superuser = claims.is_staff = True  # the database refuses it
        users = (AnonymousUser(), person(self.cast.police), claims)
        for relation, user in zip(roles.NOBODIES, users, strict=True):
            side = None if relation == "anonymous" else "POLICE"
            yield MatrixPerson("nobody", relation, user, "plain", set(), side)

    def somebody(self, role, side, relation, left, give):
        case = "restricted" if "restricted" in relation else "plain"
        home = self.units[side]
        if relation == "of the other side":
            home = self.units["CPS" if side == "POLICE" else "POLICE"]
            left = roles.ALL if side == "LEARNING" else left  # people of every side have those
        if relation in self.others:
            home = self.others[relation][side]
        user = person(home)
        everywhere = give(role, side, relation, user, self.rows[case]["Case"])
        if "conflicted" in relation:
            conflict = add_conflict(user, self.rows[case]["Case"], at=BEFORE)
            if user.agency.side == "SUPPORT":  # which a manager of the service is to answer
                make_lifting(conflict.case, "SUPPORT", conflict)
        if "inactive" in relation:
            User.objects.filter(pk=user.pk).update(is_active=False)
        holds = {
            roles.ALL: {role}, roles.NOTHING: set(), roles.AND_ALLOWED: {role, "allowed_on_case"},
        }[left]  # fmt: skip
        side = None if "inactive" in relation else home.agency.side
        return MatrixPerson(role, relation, user, case, holds, side, everywhere)

    def give_unit(self, role, side, relation, user, case):
        unit = self.others.get(relation, self.units)[side]
        self.grant(role, user, unit, relation)
        if relation == "restricted, allowed":
            self.grant("allowed_on_case", user, case, relation)
        inert = relation == "of the other side" and side != "LEARNING"
        lost = inert or relation in ("former", "expired", "inactive")
        return set() if lost else {role}

    def name(self, role, side, relation, user, case):
        model = roles.NAMED_ON.get(role, "Case")
        there = "other" if relation == "named on another case" else None
        there = there or ("restricted" if "restricted" in relation else "plain")
        on = self.rows[there][model]
        self.grant(role, user, on, relation)
        return set()

    def grant(self, role, user, on, relation):
        until = NOW if "expired" in relation else AFTER if "until tomorrow" in relation else None
        grants.grant_capacity(role, to=user, on=on, by=user, at=LONG_AGO, expires_at=until)
        if relation in ("former", "named before"):
            grants.revoke_capacity(role, of=user, on=on, by=user, at=BEFORE)


def make_administration_unit(name="The office that looks after accounts"):
    """A unit of administration."""
    agency, _ = Agency.objects.get_or_create(name=name, side=Side.OVERSIGHT)
    return Unit.objects.create(agency=agency, name=f"Administration {next(NUMBER)}")


def matrix_rows(builder):
    """{model: row} of a case. Some keys also have whether the row was sent, or its side."""
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    found = {"Case": case}
    referral, suspect = row_on_case(Referral, case), row_on_case(Suspect, case)
    found |= {("Document", side): make_document(case, side) for side in SIDES}
    found["Document", "POLICE ALONE"] = make_document(case, "POLICE", only_side="POLICE")
    found |= {("Conflict", side): make_conflict_row(case, side) for side in SIDES}
    found |= {("ConflictLifting", s): make_lifting(case, s, found["Conflict", s]) for s in SIDES}
    found |= restriction_rows(case)
    found |= retention_rows(case)
    found["BreakGlass"] = make_break_glass(case)
    found |= {("HeldMaterial", side): make_held_material(case, side) for side in SIDES}
    found |= {("Note", side): make_note(case, side) for side in SIDES}
    found |= victim_rows(case)
    found |= advice_rows(case, suspect, sent=bool(referral.number))
    if row_on_case(Referral, case).number:
        found["FileFailure"] = make_failure(case)
    found["Suspect", referral.number is not None] = suspect
    found["Victim"] = row_on_case(Victim, case)
    found["Allegation"] = row_on_case(Allegation, case, suspect=suspect)
    found |= proof_rows(case, suspect, found["Allegation"])
    found["Referral", referral.number is not None] = referral
    if referral.number:
        make_consultation(case, suspect)
        found["Referral", False] = make_unsent_referral(case, suspect)
        found["Suspect", False] = row_on_case(Suspect, case, number=builder.add_suspect().number)
        found["Submission"] = row_on_case(Submission, case)
        found |= {
            "Review": row_on_case(Review, case),
            "ActionItem": row_on_case(ActionItem, case, number=1),
        }
        found["ActionPlan"] = row_on_case(ActionPlan, case)
        found["Thread"] = make_thread(case)
        found["Transfer"] = make_transfer(case)
        for side in ("POLICE", "CPS"):
            found["Extension", side] = make_extension(case, side)
        found["CourtFact"] = make_court_fact(case, suspect)
        found["Proposal"] = make_proposal(found["Review"])
        found["ProposedPlan"] = make_proposed_plan(found["Review"])
        for n, reach in enumerate(("HOLDER", "DEVICE"), start=1):
            found["VictimRequest", reach] = make_victim_request(
                row_on_case(ActionItem, case, number=n), reach
            )
        found["VictimRequest", "OWN"] = make_own_request(case)
    return found


def row_on_case(model, case, **which):
    """The one row of a model on a case, or the one with these field values."""
    row = model.objects.unscoped("test").get(case=case, **which)
    row.case = case
    return row


def make_unsent_referral(case, suspect):
    """A referral of the suspect that waits for sign-off."""
    referral = Referral(
        case=case, urgency="GREEN", code_test="FULL", summary="More.", lines_done="More.",
        written_by_id=case.officer_id, written_at=NOW, writers=[case.officer_id],
    )  # fmt: skip
    with_history_facts(referral, by=case.officer, at=NOW, why="write_referral").save()
    link = Referral.suspects.through
    link.objects.create(referral=referral, suspect=suspect)
    return referral


def make_consultation(case, suspect):
    """A consultation about a suspect."""
    consultation = Consultation.objects.unscoped("test").create(
        case=case, held_on=NOW.date(), mode="VIRTUAL", summary="Met.", by_id=case.officer_id, at=NOW
    )
    Consultation.suspects.through.objects.create(consultation=consultation, suspect=suspect)


def make_document(case, side, only_side=""):
    """A document added by one side."""
    stored, pk = store.store_file([b"a"], key_to_seal_with(case.pk)), uuid4()
    return Document.objects.unscoped("test").create(
        pk=pk, first_id=pk, case=case, title="a.txt", kind="TEXT", size=stored.size,
        sha256=stored.sha256, stored_as=stored.name, is_sealed=stored.is_sealed, side=side,
        only_side=only_side, agency=case.officer.agency, added_by_id=case.officer_id,
        added_at=NOW,
    )  # fmt: skip


def make_failure(case):
    """A failure of the case's referral file; states are set later."""
    referral, facts = row_on_case(Referral, case), {"by_id": case.prosecutor_id, "at": NOW}
    quality = FileQuality.objects.unscoped("test").create(
        case=case, referral=referral, police_unit_id=case.police_unit_id, is_compliant=False,
        closes_at=AFTER, rule="file_quality_dispute_window@always", **facts,
    )  # fmt: skip
    code = next(iter(FAILURES))
    return FileFailure.objects.unscoped("test").create(
        case=case, quality=quality, code=code, comment="Not there.", closes_at=AFTER,
        assessed_by_id=case.prosecutor_id,
    )  # fmt: skip


def make_conflict_row(case, side):
    """A conflict of interest of another person, recorded by one side."""
    unit = force_unit() if side == "POLICE" else cps_unit()
    return add_conflict(person(unit), case, at=NOW, declared_by=case.officer)


def make_lifting(case, side, conflict):
    """A lifting of a conflict that waits, proposed by another person."""
    return ConflictLifting.objects.unscoped("test").create(
        case=case, conflict=conflict, only_side=side, authors=[case.officer_id],
        by_id=case.officer_id, at=NOW, reason="Another person's reason.",
    )  # fmt: skip


def make_break_glass(case):
    """A break-glass of another person, open until tomorrow."""
    by = person(force_unit())
    return BreakGlass.objects.unscoped("test").create(
        case=case, by=by, kind="HARM", reason="Another person's reason.", at=NOW, until=AFTER,
        authors=[by.pk],
    )  # fmt: skip


def restriction_rows(case):
    """A restriction of a case, and for each side a change that waits, to let a person in."""
    by = {"by_id": case.officer_id, "at": NOW, "reason": "Another person's reason."}
    restriction = Restriction.objects.unscoped("test").create(case=case, **by)
    found = {"Restriction": restriction}
    for side, unit in (("POLICE", force_unit()), ("CPS", cps_unit())):
        found["RestrictionChange", side] = RestrictionChange.objects.unscoped("test").create(
            case=case, restriction=restriction, kind="ALLOW", person=person(unit), only_side=side,
            authors=[case.officer_id], **by,
        )  # fmt: skip
        found["AccessRequest", side] = AccessRequest.objects.unscoped("test").create(
            case=case, by=person(unit), reason="Another person's.", at=NOW, only_side=side
        )
    return found


def retention_rows(case):
    """For each side a legal hold, and a destruction that it proposed."""
    by = {"by_id": case.officer_id, "at": NOW, "reason": "Another person's reason."}
    found = {}
    for side in SIDES:
        found["LegalHold", side] = LegalHold.objects.unscoped("test").create(
            case=case, side=side, **by
        )
        found["Destruction", side] = Destruction.objects.unscoped("test").create(
            case=case, side=side, rule="OLD", takes_other_side=True,
            authors=[case.officer_id], **by,
        )  # fmt: skip
    return found


def make_extension(case, side):
    """An extension that one side asked for, of a clock of the case."""
    clock = Turn.objects.unscoped("test").filter(case=case, clock__isnull=False).first().clock
    ended = None if side == "POLICE" else NOW  # one at a time is open
    return Extension.objects.unscoped("test").create(
        case=case, clock=clock, side=side, was_due_at=clock.due_at, by_id=case.officer_id, at=NOW,
        proposed_on=AFTER.date() + timedelta(days=60), ended_at=ended,
    )  # fmt: skip


def make_held_material(case, side):
    """A recording that one side recorded."""
    held = HeldMaterial(
        case=case, number=1 if side == "POLICE" else 2, kind="CCTV", title="A camera",
        held_where="A store", clipping="CLIPPED", playing="PLAYS", is_provided=True, side=side,
        added_by_id=case.officer_id, added_at=NOW,
    )  # fmt: skip
    with_history_facts(held, by=case.officer, at=NOW, why="add_held_material").save()
    return held


def make_note(case, side):
    """A note of one side."""
    return Note.objects.unscoped("test").create(
        case=case, only_side=side, text="A note.", by_id=case.officer_id, at=NOW
    )


def proof_rows(case, suspect, allegation):
    """What bears on the allegation, and a gap: of each side, shared and kept."""
    facts = {
        "case": case, "suspect": suspect, "allegation_id": allegation.first_id,
        "material": "STATEMENT", "text": "A statement.", "by_id": case.officer_id, "at": NOW,
    }  # fmt: skip
    found = {}
    for side in ("POLICE", "CPS"):
        for kept in ("shared", "kept"):
            whose = {"side": side, "only_side": side if kept == "kept" else ""}
            found["Bearing", (side, kept)] = Bearing.objects.unscoped("test").create(
                bears="FOR", **facts, **whose
            )
            found["Gap", (side, kept)] = Gap.objects.unscoped("test").create(
                weight="ESSENTIAL", **facts, **whose
            )
    return found


def make_court_fact(case, suspect):
    """A first hearing, of a decision to charge that was set aside."""
    made = {"case": case, "suspect": suspect, "by_id": case.officer_id, "at": NOW}
    decision = Decision.objects.unscoped("test").create(
        kind="CHARGE", rationale="Why.", status="SET_ASIDE", **made
    )
    return CourtFact.objects.unscoped("test").create(
        decision=decision, kind="FIRST_HEARING", on=NOW.date(), **made
    )


def make_thread(case):
    """A thread with one message."""
    facts = {"case": case, "by_id": case.officer_id, "at": NOW}
    thread = Thread.objects.unscoped("test").create(last_at=NOW, length=1, **facts)
    Message.objects.unscoped("test").create(
        thread=thread, number=1, text="A message.", side="POLICE", **facts
    )
    return thread


def make_case_link(case, other):
    """A dismissed match of two cases of the matrix."""
    first, second = sorted((case, other), key=lambda each: each.pk.bytes)
    return CaseLink.objects.unscoped("test").create(
        case=first, other=second, kind="DISMISSED", reason="Another day.", at=NOW,
        by_id=case.officer_id,
    )  # fmt: skip


def make_transfer(case):
    """An offer of the case to the unit of the matrix, from another unit."""
    Transfer.objects.unscoped("test").create(
        case=case, from_unit=cps_unit(), to_unit_id=case.cps_unit_id, reason="Nearer.",
        by_id=case.prosecutor_id, at=NOW, listed_at=NOW, police_unit_id=case.police_unit_id,
    )  # fmt: skip
    return row_on_case(Transfer, case)  # with the columns that triggers set


REACHES = {
    "material": "All of 2025.", "from_on": date(2025, 1, 1), "to_on": date(2025, 12, 31),
    "necessity": "It decides.", "less_intrusive": "Nothing less would do.",
}  # fmt: skip


def make_proposal(review):
    """A proposal of another prosecutor to request notes of counselling."""
    other = person(review.case.cps_unit)
    return Proposal.objects.unscoped("test").create(
        case=review.case, review=review, text="Ask.", line_of_inquiry="It matters.",
        rebuttal="Because.", by_id=other.pk, at=NOW, **REACHES,
    )  # fmt: skip


def make_proposed_plan(review):
    """A prosecutor's second plan."""
    return ProposedPlan.objects.unscoped("test").create(
        case=review.case, review=review, number=1, items=[], why="More.", by_id=review.by_id,
        authors=[review.by_id], at=NOW,
    )  # fmt: skip


def make_own_request(case):
    """A request that the police decided on themselves, with no step recorded."""
    return VictimRequest.objects.unscoped("test").create(
        case=case, victim=case.victims.unscoped("test").first(), reach="HOLDER",
        set_by_id=case.officer_id, set_at=NOW, **REACHES,
    )  # fmt: skip


def make_victim_request(item, reach):
    """A victim information request with no step recorded."""
    return VictimRequest.objects.unscoped("test").create(
        case=item.case, item=item, reach=reach, set_by_id=item.case.prosecutor_id, set_at=NOW,
        **REACHES,
    )  # fmt: skip
