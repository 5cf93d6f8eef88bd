"""The data of the browser tests: people, units and cases, committed before the first page check."""

from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.allocation.actions import allocations
from cases.documents.actions import documents
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import grants
from people.administration.actions import merge_agencies, merge_units, systems
from people.models import Agency, Human, Side, Unit, User
from people.signing_in.actions.recovery_codes import make_codes, show_codes
from tests.support.browser.scenes import returned_referrals
from tests.support.browser.scenes.action_plans import (  # fmt: skip
    add_note,
    add_threads,
    authorise_first_charge,
    plan_three_actions,
    report_other_charges,
    review_twice,
)
from tests.support.browser.scenes.alerts import add_alerts
from tests.support.browser.scenes.allocation import build_case_ready_to_allocate
from tests.support.browser.scenes.break_glass import add_break_glass
from tests.support.browser.scenes.challenges import add_unresolved_challenges, challenge_items
from tests.support.browser.scenes.circumstances import record_every_circumstance
from tests.support.browser.scenes.closing import build_closings
from tests.support.browser.scenes.conflicts import add_conflicts
from tests.support.browser.scenes.decisions import (
    bring_to_court,
    build_disposals,
    build_reversals,
    build_stops,
    consult_and_decline,
    finalise_twice,
    have_charges_read,
    propose_twice,
)
from tests.support.browser.scenes.directories import add_directory
from tests.support.browser.scenes.documents import add_opened_document, add_scene_documents
from tests.support.browser.scenes.early_advice import build_advice_cases
from tests.support.browser.scenes.exports import file_taker
from tests.support.browser.scenes.extensions import build_extensions
from tests.support.browser.scenes.file_quality import assess_with_failures
from tests.support.browser.scenes.held_material import add_held_material, record_recording
from tests.support.browser.scenes.intrusive_actions import add_intrusive_actions
from tests.support.browser.scenes.learning import add_learning_points
from tests.support.browser.scenes.letters import add_letters
from tests.support.browser.scenes.linked_cases import build_linked_cases
from tests.support.browser.scenes.managers import add_specialisms_and_absences
from tests.support.browser.scenes.meetings import add_meetings
from tests.support.browser.scenes.panels import add_panels, decide_against_suspects
from tests.support.browser.scenes.pilots import add_pilot_with_measure, pilot_manager
from tests.support.browser.scenes.proof import add_proof
from tests.support.browser.scenes.proposals import add_proposals
from tests.support.browser.scenes.reading import add_reading_requests
from tests.support.browser.scenes.restrictions import add_restriction
from tests.support.browser.scenes.retention import build_closed_cases
from tests.support.browser.scenes.second_plans import build_second_plans
from tests.support.browser.scenes.standard_wordings import add_wordings
from tests.support.browser.scenes.support_services import build_supported_cases
from tests.support.browser.scenes.suspects import (
    ACCOUNTS,
    OPEN_LINES,
    PLEAS_AND_ORDERS,
    record_details,
)
from tests.support.browser.scenes.transfers import offer_to_second_unit
from tests.support.browser.scenes.victims import add_duties, add_victim_people
from tests.support.browser.scenes.victims import record_known_victim as known_victim
from tests.support.browser.scenes.vrr_requests import add_overturned_decision, add_review_requests
from tests.support.cases.second_unit import add_second_unit
from tests.support.people.approvals import approved
from tests.support.pilots.permission_matrix import make_pilot_area
from tests.support.security_key import add_security_key

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20
CAREFUL = "careful@example.org"  # has an authenticator app and a security key


def build_scene():
    """
    Make people by role, a case at each step, and `names`: words that no page title may have.

    scene.officer, .supervisor … are people; scene.opened, .empty, .written, .sent_back, .submitted,
    .returned, .accepted, .allocated and .planned are builders (devtools/case_builder.py) with their
    case, suspects and referral. scene.document is a document of the opened case, scene.note a
    police note on the answered one, scene.thread a thread there.
    tests/support/browser/scenes/documents.py describes further documents.
    """
    people = add_second_unit(cast(name="Rape and serious sexual offences investigation unit"))
    helped = build_supported_cases(people, timezone.now() - timedelta(days=3))
    users = {name: one for name, one in vars(people).items() if hasattr(one, "email")}
    users |= {
        "administrator": build_administrator(),
        "auditor": build_auditor(),
        "approver": person(oversight_unit(), "administer_accounts", name="Bea Administrator"),
        "local": person(people.police, "administer_agency", name="Lola Local Administrator"),
        "careful": person_with_authenticator(people),
    }
    users["deactivated"] = deactivated_user(people)
    users["newcomer"] = user_without_password(people)
    users["twice_here"] = person_with_two_accounts(people)
    users |= add_victim_people(people) | {"pilot_manager": pilot_manager(people)}
    add_specialisms_and_absences(people)
    builders = build_cases_at_steps(people)
    users |= add_break_glass(people, builders["closed_off"])
    papers = add_scene_documents(builders["opened"]) | {
        "known": add_opened_document(builders["to_charge"])
    }
    asked = build_advice_cases(people, timezone.now() - timedelta(days=3))
    names = [user.name for user in users.values()]
    names.append("Connie Conflicted")
    names += [suspect.surname for builder in builders.values() for suspect in builder.suspects]
    names += [suspect.surname for builder in asked.values() for suspect in builder.suspects]
    tried_out = add_pilot_with_measure(users["administrator"], users["pilot_manager"])
    users["file_taker"] = file_taker(people, tried_out.area.unit)
    return SimpleNamespace(
        support=helped,
        police=people.police,
        cps=people.cps,
        **papers,
        names=names,
        advice=asked,
        document=add_long_document(builders["opened"]),
        note=add_note(builders["answered"]),
        thread=add_threads(builders["answered"]),
        reaching=add_intrusive_actions(people, timezone.now() - timedelta(days=3)),
        wording=add_wordings(builders["allocated"]),
        held=add_held_material(builders["allocated"]),
        proof=add_proof(builders["reviewed"]),
        known_victim=known_victim(builders["allocated"]),
        letters=add_letters(builders["in_court"]),
        meetings=add_meetings(builders["covered"]),
        **add_duties(builders["allocated"]),
        second=build_second_plans(people, timezone.now() - timedelta(days=3)),
        merged=merge_teams(people, users["administrator"]),
        merged_agency=merge_services(users["administrator"]),
        **add_systems(people, users["administrator"]),
        **add_directory(people, users["administrator"]),
        **add_proposals(people, users["administrator"], users["approver"]),
        **add_reading_requests(people),
        **add_alerts(people),
        learning=add_learning_points(make_pilot_area(), people),
        pilots=tried_out,
        **add_panels(tried_out.area.unit, people),
        **users,
        **builders,
    )


def build_people():
    """The cast without a case, for tests that open one; `begun_at` is the earliest opening time."""
    people = vars(cast())
    names = [one.name for one in people.values() if hasattr(one, "email")]
    return SimpleNamespace(**people, names=names, begun_at=timezone.now() - timedelta(days=3))


def build_first_cases():
    """The cast and the first cases only, for tests that write and send what follows."""
    scene = build_people()
    scene.empty = CaseBuilder(scene, suspects=0, at=scene.begun_at)
    scene.hollow = CaseBuilder(scene, suspects=0, at=scene.begun_at)
    scene.opened = CaseBuilder(scene, suspects=2, at=scene.begun_at)
    scene.written = CaseBuilder(scene, suspects=2, at=scene.begun_at).write()
    scene.submitted = CaseBuilder(scene, suspects=2, at=scene.begun_at).submit()
    add_scene_documents(scene.opened)
    add_long_document(scene.opened)
    for builder in (scene.opened, scene.written, scene.submitted):
        scene.names += [suspect.surname for suspect in builder.suspects]
    return scene


def add_long_document(builder):
    """A short text file under a long name."""
    note = SimpleUploadedFile(f"{LONG[:100]}.txt", b"A note.")
    return builder.do(
        documents.add_documents, "officer", case=builder.case, documents=[(note, "MG11")]
    )[0]


def build_cases_at_steps(people):
    """A case of two suspects at each step, the first opened three days ago."""
    start = timezone.now() - timedelta(days=3)
    return {
        "opened": CaseBuilder(people, suspects=2, at=start),
        "written": record_recording(
            record_every_circumstance(CaseBuilder(people, suspects=2, at=start))
        ).write(),
        "sent_back": send_back_to_officer(
            CaseBuilder(people, suspects=2, at=start).write(open_lines=OPEN_LINES)
        ),
        "returned": return_with_reasons(CaseBuilder(people, suspects=2, at=start).submit()),
        **returned_referrals.build_returned_referrals(people, start),
        "empty": CaseBuilder(people, suspects=0, at=start),
        "submitted": record_every_circumstance(CaseBuilder(people, suspects=2, at=start)).submit(
            open_lines=OPEN_LINES
        ),
        "accepted": CaseBuilder(people, suspects=2, at=start).accept(),
        "many_ready": build_case_ready_to_allocate(people, start),
        "allocated": CaseBuilder(people, suspects=2, at=start).allocate(),
        "covered": cover_two_weeks(CaseBuilder(people, suspects=2, at=start).allocate()),
        "reviewed": record_details(
            record_every_circumstance(CaseBuilder(people, suspects=2, at=start))
        )
        .allocate(accounts=ACCOUNTS, open_lines=OPEN_LINES, **PLEAS_AND_ORDERS)
        .review(),
        "planned": assess_with_failures(
            record_recording(CaseBuilder(people, suspects=2, at=start).allocate().plan())
        ),
        "answered": plan_three_actions(CaseBuilder(people, suspects=2, at=start).allocate()),
        "disputed": add_unresolved_challenges(CaseBuilder(people, suspects=2, at=start).allocate()),
        "questioned": challenge_items(CaseBuilder(people, suspects=2, at=start).allocate()),
        "met": consult_and_decline(CaseBuilder(people, suspects=2, at=start).allocate().review()),
        "proposed": propose_twice(CaseBuilder(people, suspects=2, at=start).allocate().review()),
        **build_reversals(people, start),
        **build_stops(people, start),
        **build_disposals(people, start),
        "charges_read": have_charges_read(CaseBuilder(people, suspects=2, at=start).allocate()),
        **build_closings(people, start),
        **build_closed_cases(people, start),
        **build_extensions(lambda: CaseBuilder(people, suspects=2, at=start).allocate()),
        **build_linked_cases(people, start),
        "apart": add_conflicts(CaseBuilder(people, suspects=2, at=start)),
        "closed_off": add_restriction(CaseBuilder(people, at=start).submit()),
        "offered": offer_to_second_unit(CaseBuilder(people, suspects=2, at=start).allocate()),
        "charged_otherwise": report_other_charges(
            CaseBuilder(people, suspects=2, at=start).allocate()
        ),
        "finalised": finalise_twice(CaseBuilder(people, suspects=2, at=start).allocate().plan()),
        "reviewed_again": review_twice(CaseBuilder(people, suspects=2, at=start).allocate()),
        "reviewed_for_her": add_review_requests(
            CaseBuilder(people, suspects=2, at=start).allocate()
        ),
        "review_over": add_overturned_decision(
            CaseBuilder(people, suspects=2, at=start).allocate()
        ),
        "in_court": bring_to_court(CaseBuilder(people, suspects=2, at=start).allocate()),
        "against": decide_against_suspects(CaseBuilder(people, suspects=2, at=start).allocate()),
        "to_charge": authorise_first_charge(CaseBuilder(people, suspects=2, at=start).allocate()),
    }


def send_back_to_officer(builder):
    """The supervisor sends the referral back."""
    said = "Say when the second interview was.\n" + LONG
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments=said,
    )  # fmt: skip
    return builder


def return_with_reasons(builder):
    """Triage returns the referral."""
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": "", "exhibits_missing": LONG[:250]},
        reply_by=builder.at.date() + timedelta(days=7),
    )  # fmt: skip
    return builder


def cover_two_weeks(builder):
    """Another prosecutor covers for two weeks."""
    first = builder.at.date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        from_on=first, until_on=first + timedelta(days=14),
        reason="Annual leave, as both sides know by now",
    )  # fmt: skip
    return builder


def oversight_unit():
    """The unit from which accounts are administered and the audit log is read."""
    agency, _new = Agency.objects.get_or_create(name="Oversight office", side=Side.OVERSIGHT)
    unit, _new = Unit.objects.get_or_create(
        agency=agency, name="Oversight", kind=Unit.Kind.ADMINISTRATION
    )
    return unit


def add_systems(people, administrator):
    """The accounts of two systems: one for the police unit, one without a unit."""
    now = timezone.now()
    by = scope(administrator, at=now)
    made = [
        systems.add_system(
            approval=approved("add_system"), by=by, at=now, name=name, agency=people.police.agency
        ).account
        for name in ("Records system of the force", "Custody system")
    ]
    grants.grant_capacity("exchange_cases", to=made[0], on=people.police, by=administrator, at=now)
    return {"system": made[0], "renewed": made[1]}


def merge_teams(people, administrator):
    """A team merged into the police unit, and one that could be merged into the CPS unit."""
    Unit.objects.create(agency=people.cps.agency, name="Night team", kind=people.cps.kind)
    team = Unit.objects.create(agency=people.police.agency, name="Team", kind=people.police.kind)
    now = timezone.now()
    merge_units.merge_unit(
        approval=approved("merge_unit"),
        unit=team,
        by=scope(administrator, at=now),
        at=now,
        version=1,
        into=people.police,
    )
    return team


def merge_services(administrator):
    """A support agency merged into another."""
    made = [Agency.objects.create(name=name, side="SUPPORT") for name in ("Small", "Large")]
    now = timezone.now()
    merge_agencies.merge_agency(
        approval=approved("merge_agency"),
        agency=made[0],
        by=scope(administrator, at=now),
        at=now,
        version=1,
        into=made[1],
    )
    return made[0]


def build_administrator():
    """A person who manages accounts."""
    return person(oversight_unit(), "administer_accounts", name="Ada Administrator")


def build_auditor():
    """A person who reads the audit log."""
    return person(oversight_unit(), "read_audit_log", "take_exports", name="Aud Auditor")


def deactivated_user(people):
    """A person whose account is not active."""
    user = person(people.police, "refer_cases", name="Dee Deactivated")
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def user_without_password(people):
    """A person who has not set a password yet."""
    user = person(people.police, "refer_cases", name="Nia Newcomer")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


def person_with_two_accounts(people):
    """A person with an account on either side."""
    human = Human.objects.create()
    mine = person(people.police, "refer_cases", name="Tia Twice")
    other = person(people.cps, "triage_cases", name="Tia Twice at the CPS")
    User.objects.filter(pk__in=[mine.pk, other.pk]).update(human=human)
    return mine


def person_with_authenticator(people):
    """A person with an authenticator app."""
    user = person(people.police, "refer_cases", name="Cara Careful")
    user.email = CAREFUL
    user.save(update_fields=["email"])
    TOTP.activate(user, generate_totp_secret())
    show_codes(user, make_codes(user))
    add_security_key(user)
    return user
