"""What the police add to a case that the CPS has is private to the police until it is sent."""

from datetime import date

import pytest
from django.utils import timezone

from cases.allocation.actions import allocations
from cases.allocation.queries import allocations as workloads
from cases.case_details.actions import cases
from cases.desk.queries import worklists
from cases.models import Allegation, Case, Event, Offence, Suspect, Turn, Victim
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast, scope
from people.access import scopes
from people.access.scopes import Refused
from tests.security.test_before_sign_off import CPS, browser, everything
from tests.support.browser.ci_share import share
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

NAME = "Unsentperson"


def case_the_cps_has():
    """A case with a prosecutor, to which a suspect, a victim and an allegation were added since."""
    road = Road(cast()).allocate()
    road.known = road.suspects[0]
    road.later_victim = road.do(cases.add_victim, "officer", case=road.case)
    road.later = road.do(
        cases.add_suspect, "officer", case=road.case, surname=NAME, given_names="Una",
        custody="NOT_ARRESTED",
    )  # fmt: skip
    road.later_allegation = accuse(road, road.later, victim=road.later_victim)
    return road


def accuse(road, suspect, *, nth=1, victim=None):
    return road.do(
        cases.add_allegation, "officer", case=road.case, victim=victim or road.victim,
        suspect=suspect, offence=offence(nth), from_on=date(2026, 1, 11),
    )  # fmt: skip


def offence(nth):
    return Offence.objects.filter(
        code__startswith="SX03", from_on="2004-05-01", until_on=None
    ).order_by("code")[nth]


def known_to_cps(road, who="prosecutor"):
    """Numbers of suspects, allegations, victims and turns that a person may read."""
    by = scopes.scope_of(getattr(road.cast, who), at=timezone.now())
    models = (Suspect, Allegation, Victim, Turn)
    return [model.objects.for_scope(by).filter(case=road.case).count() for model in models]


def telling(road):
    """Texts that would reveal the added suspect or victim."""
    return (
        NAME, str(road.later.pk), str(road.later_allegation.pk), str(road.later_victim.pk),
        offence(1).title, "Suspect added", "Victim added", "Allegation added", "of 2 suspects",
        "Custody or bail changed",
    )  # fmt: skip


# Who looks, and at what. The two steps alternate, so that half of these has everybody.
LOOKS = [
    (who, step)
    for nth, who in enumerate(CPS)
    for step in ("recorded", "written")[:: (1, -1)[nth % 2]]
]


@pytest.mark.parametrize(("who", "step"), share(LOOKS, at_least=len(CPS)))
def test_no_page_tells_the_cps_of_what_was_added_since(who, step):
    road = case_the_cps_has()
    rows = {"Case": road.case, "Suspect": road.later}
    road.do(cases.record_custody, "officer", suspect=road.later, version=1, custody="IN_CUSTODY")
    if step == "written":
        road.suspects = [road.later]
        road.write()
        rows["Referral"] = road.referral
    asked = 0
    for address, answer in everything(browser(getattr(road.cast, who)), rows):
        shown = answer.content.decode()
        assert not [each for each in telling(road) if each in shown], address
        if str(road.later.pk) in address:
            assert answer.status_code == 404, address
        asked += 1
    assert asked > 50


def test_the_police_see_it_at_once():
    road = case_the_cps_has()
    page = browser(road.cast.officer).get(f"/cases/{road.case.pk}/").content.decode()
    assert NAME in page
    assert "Suspect added" in page
    assert known_to_cps(road, "officer")[:3] == [2, 2, 2]


def test_sign_off_sends_the_suspect_with_what_is_alleged_and_no_other():
    road = case_the_cps_has()
    other = road.add_suspect()
    assert known_to_cps(road) == [1, 1, 1, 5]
    road.suspects = [road.later]
    road.submit()
    assert known_to_cps(road)[:3] == [2, 2, 2]
    page = browser(road.cast.prosecutor).get(f"/cases/{road.case.pk}/").content.decode()
    assert NAME in page
    assert other.surname not in page


def test_lists_and_counts_of_the_cps_leave_out_who_is_not_sent():
    road = case_the_cps_has()
    by = scopes.scope_of(road.cast.prosecutor, at=timezone.now())
    police = scopes.scope_of(road.cast.supervisor, at=timezone.now())
    waiting, unit = (
        next(e for e in worklists.WORKLISTS if e.name == n) for n in ("waiting", "unit")
    )
    assert worklists.worklist_counts(by, [waiting, unit])[0] == {"waiting": "0", "unit": "1"}
    assert worklists.worklist_counts(police, [waiting, unit])[0] == {"waiting": "1", "unit": "1"}
    assert waiting.rows.count(by) == len(waiting.rows.page(by)) == 0
    [known] = worklists.worklist_page(unit, by, after=worklists.Cursor()).rows
    assert known[1:3] == (1, 1)  # suspect 1 of 1
    [theirs] = worklists.worklist_page(unit, police, after=worklists.Cursor()).rows
    assert theirs[1:3] == (2, 2)


def test_a_suspect_who_is_not_sent_is_no_work_of_a_prosecutor():
    road = case_the_cps_has()
    decided = Suspect.objects.unscoped("test").filter(pk=road.known.pk)
    decided.update(state="NO_FURTHER_ACTION", is_open=False)
    by = scope(road.cast.manager, at=road.at)
    case = Case.objects.for_scope(by).get(pk=road.case.pk)
    assert {each.open_cases for each in workloads.ranked_prosecutors(case, by)} == {0}


def test_a_prosecutor_who_gets_the_case_is_told_of_those_who_were_sent():
    road = case_the_cps_has()
    road.do(
        allocations.reallocate_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        reason="Leave. Both sides know the reason.",
    )  # fmt: skip
    deliveries = Delivery.objects.filter(recipient=road.cast.other_prosecutor)
    assert [each.subject for each in deliveries] == [f"{road.urn}, suspect 1"]


def test_the_history_tells_the_cps_nothing_from_before():
    road = case_the_cps_has()
    road.do(cases.record_custody, "officer", suspect=road.later, version=1, custody="IN_CUSTODY")
    road.suspects = [road.later]
    road.submit()
    address = f"/cases/{road.case.pk}/history/"
    for person, told in ((road.cast.officer, True), (road.cast.prosecutor, False)):
        page = browser(person).get(address).content.decode()
        assert ("Not arrested" in page) is told
        assert "In police custody" in page


# Allegations


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ("write", "has been referred: Waiting for supervisor’s sign-off. Withdraw"),
        ("submit", "has been referred: With CPS triage. Withdraw the referral first, or wait"),
        ("allocate", "has been referred: With the prosecutor. Withdraw the referral first"),
        ("allocate plan", "is at another stage now: Action plan set."),
    ],
)
def test_nothing_more_is_alleged_once_a_suspect_is_referred(steps, reason):
    road = Road(cast())
    for step in steps.split():
        getattr(road, step)()
    with pytest.raises(Refused, match=reason) as refusal:
        accuse(road, road.suspects[0])
    assert refusal.value.is_stage
    assert Allegation.objects.unscoped("test").count() == 1
    address = f"/cases/{road.case.pk}/allegations/add/"
    page = browser(road.cast.officer).get(address)
    assert page.status_code == 200
    assert reason in page.content.decode()
    assert "<form" not in page.content.decode().partition("<main")[2]


def test_an_allegation_against_one_suspect_of_several_names_only_those_not_referred():
    road = case_the_cps_has()
    page = browser(road.cast.officer).get(f"/cases/{road.case.pk}/allegations/add/")
    labels = [str(each) for _, each in page.context["form"].fields["suspect"].choices]
    assert labels == [f"Suspect 2: Una {NAME}"]


def test_what_is_alleged_after_a_return_is_read_by_the_cps_when_it_is_sent_again():
    road = Road(cast()).submit()
    sent = road.referral
    road.do(
        referrals.return_referral, "assistant", referral=sent, reasons={"no_mg3": ""},
        reply_by=date(2026, 3, 20),
    )  # fmt: skip
    accuse(road, road.suspects[0])
    page = f"/cases/{road.case.pk}/"
    reader, title = browser(road.cast.assistant), offence(1).title
    assert title not in reader.get(page).content.decode()
    assert title in browser(road.cast.officer).get(page).content.decode()
    road.submit()
    assert title in reader.get(page).content.decode()
    for person in (road.cast.assistant, road.cast.officer):
        client = browser(person)
        assert title in client.get(f"/referrals/{road.referral.pk}/").content.decode()
        assert title not in client.get(f"/referrals/{sent.pk}/").content.decode()


def test_what_the_timeline_says_of_adding_is_for_the_police():
    road = case_the_cps_has()
    adding = Event.objects.unscoped("test").filter(case=road.case, verb__startswith="add_")
    assert set(adding.values_list("verb", flat=True)) == {
        "add_suspect", "add_victim", "add_allegation",
    }  # fmt: skip
    assert set(adding.values_list("only_side", flat=True)) == {"POLICE"}
