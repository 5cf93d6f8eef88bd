"""The data of the browser tests: people, units and cases, committed before the first page check."""

from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.allocation.actions import allocations
from cases.documents.actions import documents
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast, person, scope
from people.access import grants
from people.administration.actions import merge_units, systems
from people.models import Agency, Human, Side, Unit, User
from tests.support.browser.scenes import returned_referrals
from tests.support.browser.scenes.action_plans import (  # fmt: skip
    charged_otherwise,
    discussed,
    in_conversation,
    noted,
    reviewed_again,
    to_charge,
)
from tests.support.browser.scenes.allocation import many_ready
from tests.support.browser.scenes.challenges import disputed, questioned
from tests.support.browser.scenes.conflicts import apart
from tests.support.browser.scenes.decisions import finalised, in_court, met, proposed
from tests.support.browser.scenes.documents import filed, known
from tests.support.browser.scenes.early_advice import advice_roads
from tests.support.browser.scenes.file_quality import assessed
from tests.support.browser.scenes.intrusive_actions import reaching
from tests.support.browser.scenes.learning import learning
from tests.support.browser.scenes.letters import letters
from tests.support.browser.scenes.linked_cases import alike
from tests.support.browser.scenes.managers import at_work
from tests.support.browser.scenes.meetings import meetings
from tests.support.browser.scenes.panels import against, panels
from tests.support.browser.scenes.pilots import pilot_manager, pilots
from tests.support.browser.scenes.second_plans import second_plans
from tests.support.browser.scenes.standard_wordings import worded
from tests.support.browser.scenes.support_services import supported
from tests.support.browser.scenes.transfers import offered
from tests.support.browser.scenes.victims import known as known_victim
from tests.support.browser.scenes.victims import owing, with_victims
from tests.support.browser.scenes.vrr_requests import review_over, reviewed_for_her
from tests.support.cases.second_unit import second_unit
from tests.support.pilots.permission_matrix import a_pilot_area

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20
CAREFUL = "careful@example.org"  # has an authenticator app


def set_up():
    """
    Make people by role, a case at each step, and `names`: words that no page title may have.

    scene.officer, .supervisor … are people; scene.opened, .empty, .written, .sent_back, .submitted,
    .returned, .accepted, .allocated and .planned are roads (devtools/case_builder.py) with their
    case, suspects and referral. scene.document is a document of the opened case, scene.note a
    police note on the answered one, scene.thread a thread there.
    tests/support/browser/scenes/documents.py describes further documents.
    """
    people = second_unit(cast(name="Rape and serious sexual offences investigation unit"))
    helped = supported(people, timezone.now() - timedelta(days=3))
    users = {name: one for name, one in vars(people).items() if hasattr(one, "email")}
    users |= {"administrator": administrator(), "auditor": auditor(), "careful": careful(people)}
    users["deactivated"] = deactivated(people)
    users["newcomer"] = newcomer(people)
    users["twice_here"] = twice_here(people)
    users |= with_victims(people) | {"pilot_manager": pilot_manager(people)}
    at_work(people)
    roads = steps(people)
    papers = filed(roads["opened"]) | {"known": known(roads["to_charge"])}
    asked = advice_roads(people, timezone.now() - timedelta(days=3))
    names = [user.name for user in users.values()]
    names.append("Connie Conflicted")
    names += [suspect.surname for road in roads.values() for suspect in road.suspects]
    names += [suspect.surname for road in asked.values() for suspect in road.suspects]
    tried_out = pilots(users["administrator"], users["pilot_manager"])
    return SimpleNamespace(
        support=helped, police=people.police, cps=people.cps, **papers, names=names, advice=asked,
        document=a_document(roads["opened"]),
        note=noted(roads["answered"]), thread=discussed(roads["answered"]),
        reaching=reaching(people, timezone.now() - timedelta(days=3)),
        wording=worded(roads["allocated"]), known_victim=known_victim(roads["allocated"]),
        letters=letters(roads["in_court"]),
        meetings=meetings(roads["covered"]),
        **owing(roads["allocated"]),
        second=second_plans(people, timezone.now() - timedelta(days=3)),
        merged=merged(people, users["administrator"]),
        **exchanging(people, users["administrator"]),
        learning=learning(a_pilot_area(), people),
        pilots=tried_out, **panels(tried_out.area.unit, people),
        **users, **roads,
    )  # fmt: skip


def people_alone():
    """The cast without a case, for tests that open one; `begun_at` is the earliest opening time."""
    people = vars(cast())
    names = [one.name for one in people.values() if hasattr(one, "email")]
    return SimpleNamespace(**people, names=names, begun_at=timezone.now() - timedelta(days=3))


def first_steps():
    """The cast and the first cases only, for tests that write and send what follows."""
    scene = people_alone()
    scene.empty = Road(scene, suspects=0, at=scene.begun_at)
    scene.hollow = Road(scene, suspects=0, at=scene.begun_at)
    scene.opened = Road(scene, suspects=2, at=scene.begun_at)
    scene.written = Road(scene, suspects=2, at=scene.begun_at).write()
    scene.submitted = Road(scene, suspects=2, at=scene.begun_at).submit()
    filed(scene.opened)
    a_document(scene.opened)
    for road in (scene.opened, scene.written, scene.submitted):
        scene.names += [suspect.surname for suspect in road.suspects]
    return scene


def a_document(road):
    """A short text file under a long name."""
    note = SimpleUploadedFile(f"{LONG[:100]}.txt", b"A note.")
    return road.do(documents.add_documents, "officer", case=road.case, documents=[(note, "MG11")])[
        0
    ]


def steps(people):
    """A case of two suspects at each step, the first opened three days ago."""
    start = timezone.now() - timedelta(days=3)
    return {
        "opened": Road(people, suspects=2, at=start),
        "written": Road(people, suspects=2, at=start).write(),
        "sent_back": sent_back(Road(people, suspects=2, at=start).write()),
        "returned": returned(Road(people, suspects=2, at=start).submit()),
        **returned_referrals.steps(people, start),
        "empty": Road(people, suspects=0, at=start),
        "submitted": Road(people, suspects=2, at=start).submit(),
        "accepted": Road(people, suspects=2, at=start).accept(),
        "many_ready": many_ready(people, start),
        "allocated": Road(people, suspects=2, at=start).allocate(),
        "covered": covered(Road(people, suspects=2, at=start).allocate()),
        "reviewed": Road(people, suspects=2, at=start).allocate().review(),
        "planned": assessed(Road(people, suspects=2, at=start).allocate().plan()),
        "answered": in_conversation(Road(people, suspects=2, at=start).allocate()),
        "disputed": disputed(Road(people, suspects=2, at=start).allocate()),
        "questioned": questioned(Road(people, suspects=2, at=start).allocate()),
        "met": met(Road(people, suspects=2, at=start).allocate()),
        "proposed": proposed(Road(people, suspects=2, at=start).allocate().review()),
        **alike(people, start),
        "apart": apart(Road(people, suspects=2, at=start)),
        "offered": offered(Road(people, suspects=2, at=start).allocate()),
        "charged_otherwise": charged_otherwise(Road(people, suspects=2, at=start).allocate()),
        "finalised": finalised(Road(people, suspects=2, at=start).allocate().plan()),
        "reviewed_again": reviewed_again(Road(people, suspects=2, at=start).allocate()),
        "reviewed_for_her": reviewed_for_her(Road(people, suspects=2, at=start).allocate()),
        "review_over": review_over(Road(people, suspects=2, at=start).allocate()),
        "in_court": in_court(Road(people, suspects=2, at=start).allocate()),
        "against": against(Road(people, suspects=2, at=start).allocate()),
        "to_charge": to_charge(Road(people, suspects=2, at=start).allocate()),
    }


def sent_back(road):
    """The supervisor sends the referral back."""
    said = "Say when the second interview was.\n" + LONG
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments=said,
    )  # fmt: skip
    return road


def returned(road):
    """Triage returns the referral."""
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": "", "exhibits_missing": LONG[:250]},
        reply_by=road.at.date() + timedelta(days=7),
    )  # fmt: skip
    return road


def covered(road):
    """Another prosecutor covers for two weeks."""
    first = road.at.date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        from_on=first, until_on=first + timedelta(days=14),
        reason="Annual leave, as both sides know by now",
    )  # fmt: skip
    return road


def oversight():
    """The unit from which accounts are administered and the audit log is read."""
    agency, _new = Agency.objects.get_or_create(name="Oversight office", side=Side.OVERSIGHT)
    unit, _new = Unit.objects.get_or_create(
        agency=agency, name="Oversight", kind=Unit.Kind.ADMINISTRATION
    )
    return unit


def exchanging(people, administrator):
    """The accounts of two systems: one for the police unit, one without a unit."""
    now = timezone.now()
    by = scope(administrator, at=now)
    made = [
        systems.add_system(by=by, at=now, name=name, agency=people.police.agency).account
        for name in ("Records system of the force", "Custody system")
    ]
    grants.grant_capacity("exchange_cases", to=made[0], on=people.police, by=administrator, at=now)
    return {"system": made[0], "renewed": made[1]}


def merged(people, administrator):
    """A team merged into the police unit, and one that could be merged into the CPS unit."""
    Unit.objects.create(agency=people.cps.agency, name="Night team", kind=people.cps.kind)
    team = Unit.objects.create(agency=people.police.agency, name="Team", kind=people.police.kind)
    now = timezone.now()
    merge_units.merge_unit(
        unit=team, by=scope(administrator, at=now), at=now, version=1, into=people.police
    )
    return team


def administrator():
    return person(oversight(), "administer_accounts", name="Ada Administrator")


def auditor():
    return person(oversight(), "read_audit_log", name="Aud Auditor")


def deactivated(people):
    user = person(people.police, "refer_cases", name="Dee Deactivated")
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def newcomer(people):
    user = person(people.police, "refer_cases", name="Nia Newcomer")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


def twice_here(people):
    """A person with an account on either side."""
    human = Human.objects.create()
    mine = person(people.police, "refer_cases", name="Tia Twice")
    other = person(people.cps, "triage_cases", name="Tia Twice at the CPS")
    User.objects.filter(pk__in=[mine.pk, other.pk]).update(human=human)
    return mine


def careful(people):
    """A person with an authenticator app."""
    user = person(people.police, "refer_cases", name="Cara Careful")
    user.email = CAREFUL
    user.save(update_fields=["email"])
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user
