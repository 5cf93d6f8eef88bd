"""Several cases given to prosecutors in one act: chosen, looked at before it is done, then done."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.allocation.actions import allocations
from cases.allocation.actions import several_allocations as actions
from cases.models import Allocation, Case, CaseGrant, Event, Suspect
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access import grants
from people.models import AuditEntry
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, hidden_fields, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.second_unit import add_second_unit
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
BOARD, SEVERAL = reverse("see-board"), reverse("allocate-several")


@module_fixture
def builders():
    """Three cases of one CPS unit that wait for a prosecutor; one has two suspects."""
    people, at = cast(), days_ago(3)
    return [CaseBuilder(people, at=at, suspects=n).accept() for n in (1, 2, 1)]


@pytest.fixture
def people(builders):
    return builders[0].cast


@pytest.fixture
def manager(people):
    return client_for(people.manager)


def key(builder):
    return builder.case.pk.hex


def case_of(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def states_of(builder):
    rows = Suspect.objects.unscoped("test").filter(case=builder.case)
    return set(rows.values_list("state", flat=True))


def see(manager, given, step="preview", page=None):
    """Send the form of the page with these choices, {builder: prosecutor}."""
    shown = hidden_fields(page or manager.get(BOARD))
    chosen = {f"to_{key(builder)}": person.pk for builder, person in given.items()}
    return manager.post(SEVERAL, shown | chosen | {"step": step})


def agree(manager, preview):
    """Press the button that allocates what the preview says."""
    form = re.search(r'<form [^>]*class="rasso-bar">.*?</form>', preview.text, re.DOTALL)
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    return fields, manager.post(SEVERAL, fields | {"step": "allocate"}, follow=True)


def refusals(preview):
    """{key of a case: why}."""
    return {each: str(why) for each, why in preview.context["preview"].refused.items()}


# What is offered


def test_the_cases_that_wait_are_offered_with_the_prosecutors_of_their_unit(
    builders, people, manager
):
    form = manager.get(BOARD).context["form"]
    assert {row.key for row in form.rows} == {key(each) for each in builders}
    offered = [(each.pk, each.is_suggested) for each in form.rows[0].prosecutors]
    assert offered == [(people.other_prosecutor.pk, True), (people.prosecutor.pk, False)]
    assert all(not form.question(row).value() for row in form.rows)


def test_what_is_given_in_the_form_is_not_listed_again_among_what_waits(builders, manager):
    page = manager.get(BOARD).context["page"]
    assert page.tasks == [] and page.waiting == 0


def test_a_case_is_offered_to_none_but_those_of_its_own_unit(builders, people):
    add_second_unit(people)
    both = people.manager
    grants.grant_capacity("allocate_cases", to=both, on=people.there, by=both, at=days_ago(2))
    rows = Case.objects.unscoped("test").filter(pk=builders[0].case.pk)
    rows.update(cps_unit=people.there)
    form = client_for(both).get(BOARD).context["form"]
    offered = {row.key: {each.name for each in row.prosecutors} for row in form.rows}
    assert offered[key(builders[0])] == {people.there_prosecutor.name}
    assert offered[key(builders[1])] == {people.prosecutor.name, people.other_prosecutor.name}


def test_no_restricted_case_is_in_the_form_and_none_in_conflict(builders, people, manager):
    add_conflict(people.manager, builders[0].case, at=builders[0].at)
    grants.grant_capacity(
        "allowed_on_case", to=people.manager, on=builders[1].case, by=people.manager,
        at=builders[1].at,
    )  # fmt: skip
    Case.objects.unscoped("test").filter(pk=builders[1].case.pk).update(is_restricted=True)
    rows = manager.get(BOARD).context["form"].rows
    assert [row.key for row in rows] == [key(builders[2])]


def test_only_managers_of_a_cps_unit_reach_it(builders, people):
    for who in (people.supervisor, people.prosecutor, people.assistant, people.inspector):
        assert client_for(who).get(SEVERAL).status_code == 403
        assert client_for(who).post(SEVERAL, {"step": "allocate"}).status_code == 403


# Before it is done


def test_the_preview_says_what_would_happen_and_does_nothing(builders, people, manager):
    given = {builders[0]: people.prosecutor, builders[1]: people.prosecutor}
    entries, told = AuditEntry.objects.count(), Delivery.objects.count()
    page = see(manager, given)
    assert "2 cases would be allocated." in page_text(page)
    assert "Pia Prosecutor: 2 cases, 3 points" in page_text(page)
    assert [states_of(each) for each in builders] == [{"READY_TO_ALLOCATE"}] * 3
    assert not Allocation.objects.unscoped("test").exists()
    assert not CaseGrant.objects.filter(user=people.prosecutor).exists()
    assert not Event.objects.unscoped("test").filter(verb="allocate_case").exists()
    assert Delivery.objects.count() == told
    assert not AuditEntry.objects.filter(verb="allocate_case").exists()
    assert AuditEntry.objects.count() > entries  # that it was looked at


def test_the_preview_names_what_is_refused_and_offers_the_rest(builders, people, manager):
    add_conflict(people.prosecutor, builders[0].case, at=builders[0].at)
    page = see(manager, dict.fromkeys(builders[:2], people.prosecutor))
    assert refusals(page) == {
        key(builders[0]): "Select a prosecutor of the unit who may see this case."
    }
    assert "1 case would be allocated. 1 cannot be" in page_text(page)
    _sent, done = agree(manager, page)
    assert "1 case allocated" in page_text(done)
    assert states_of(builders[0]) == {"READY_TO_ALLOCATE"}
    assert states_of(builders[1]) == {"WITH_PROSECUTOR"}


def sent_about(*builders):
    """What a form sends of the first suspects of these cases."""
    shown = {f"version_{key(each)}": str(case_of(each).version) for each in builders}
    return shown | {f"suspects_{key(each)}": "1" for each in builders}


def test_what_is_not_offered_is_left_out_though_the_manager_can_read_it(builders, people, manager):
    """A restricted case, and one of a unit in which they allocate nothing."""
    restricted, elsewhere = builders[1], CaseBuilder(cast(), at=builders[0].at).accept()
    Case.objects.unscoped("test").filter(pk=restricted.case.pk).update(is_restricted=True)
    for each, role in ((restricted, "allowed_on_case"), (elsewhere, "covering_prosecutor")):
        grants.grant_capacity(role, to=people.manager, on=each.case, by=people.manager, at=each.at)
    chosen = (builders[0], restricted, elsewhere)
    given = {f"to_{key(each)}": people.prosecutor.pk for each in chosen}
    page = manager.post(SEVERAL, sent_about(*chosen) | given | {"step": "preview"})
    assert page.status_code == 200 and refusals(page) == {}
    assert "2 cases that you chose are left out" in page_text(page)
    assert "1 case would be allocated" in page_text(page)
    assert elsewhere.urn not in page.text and restricted.urn not in page.text


def test_what_a_preview_is_refused_is_in_the_log(builders, people, manager):
    """So that whoever tries person after person to learn of a conflict is seen."""
    add_conflict(people.prosecutor, builders[0].case, at=builders[0].at)
    see(manager, dict.fromkeys(builders[:2], people.prosecutor))
    [entry] = AuditEntry.objects.filter(verb="allocate_case")
    assert (entry.case_id, entry.user) == (builders[0].case.pk, people.manager)
    assert "who may see this case" in entry.refused


def test_who_is_not_offered_any_more_is_named_in_words_of_ours(builders, people, manager):
    left = {f"to_{key(builders[0])}": people.officer.pk}
    page = manager.post(SEVERAL, sent_about(builders[0]) | left | {"step": "preview"})
    assert "This person cannot be given this case any more" in page_text(page)


def test_more_cases_at_once_than_the_page_offers_are_refused(builders, manager):
    many = {f"suspects_{uuid4().hex}": "1" for _n in range(26)}
    assert manager.post(SEVERAL, many | {"step": "preview"}).status_code == 400


def test_a_suspect_who_no_longer_waits_does_not_stop_the_case_for_ever(builders, people, manager):
    page = see(manager, {builders[1]: people.prosecutor})
    rows = Suspect.objects.unscoped("test").filter(case=builders[1].case, number=2)
    rows.update(state="INVESTIGATING", holder_side="POLICE")
    again = see(manager, {builders[1]: people.prosecutor}, step="choose", page=page)
    assert hidden_fields(again)[f"suspects_{key(builders[1])}"] == "1"


def test_what_was_chosen_stays_when_it_is_changed(builders, people, manager):
    given = {builders[0]: people.prosecutor, builders[1]: people.other_prosecutor}
    page = see(manager, given)
    again = see(manager, given, step="choose", page=page)
    form = again.context["form"]
    assert not form.errors
    said = {row.key: form.question(row).value() or "" for row in form.rows}
    assert said == {key(each): str(to.pk) for each, to in given.items()} | {key(builders[2]): ""}
    assert states_of(builders[0]) == {"READY_TO_ALLOCATE"}


def test_choosing_nobody_says_so_and_does_nothing(builders, manager):
    page = see(manager, {})
    assert "Choose a prosecutor for at least one case" in page_text(page)
    assert not Allocation.objects.unscoped("test").exists()


# When it is done


def test_each_case_is_allocated_as_by_itself(builders, people, manager):
    given = {builders[0]: people.prosecutor, builders[1]: people.other_prosecutor}
    _sent, done = agree(manager, see(manager, given))
    assert "2 cases allocated" in page_text(done)
    for builder, to in given.items():
        assert case_of(builder).prosecutor == to
        assert states_of(builder) == {"WITH_PROSECUTOR"}
        [event] = Event.objects.unscoped("test").filter(case=builder.case, verb="allocate_case")
        assert len(event.suspects) == len(builder.suspects)
        [entry] = AuditEntry.objects.filter(verb="allocate_case", case_id=builder.case.pk)
        assert entry.user_id == people.manager.pk and not entry.refused
        assert Delivery.objects.filter(recipient=to).count() == 1
    assert states_of(builders[2]) == {"READY_TO_ALLOCATE"}


def test_a_second_click_does_nothing_more(builders, people, manager):
    sent, _done = agree(manager, see(manager, {builders[0]: people.prosecutor}))
    before = Delivery.objects.count(), Event.objects.unscoped("test").count()
    again = manager.post(SEVERAL, sent | {"step": "allocate"}, follow=True)
    assert "1 case allocated" in page_text(again)
    assert (Delivery.objects.count(), Event.objects.unscoped("test").count()) == before
    assert Allocation.objects.unscoped("test").count() == 1


def test_if_one_refuses_meanwhile_none_is_allocated_and_the_rest_can_be_sent(
    builders, people, manager
):
    preview = see(manager, dict.fromkeys(builders, people.prosecutor))
    elsewhere = scope(people.manager, at=timezone.now())
    allocations.allocate_case(
        case=builders[0].case, by=elsewhere, at=timezone.now(), to=people.other_prosecutor,
        suspects=builders[0].suspects,
    )  # fmt: skip
    _sent, page = agree(manager, preview)
    assert page.status_code == 409 and "Nothing has been allocated. One case" in page_text(page)
    assert list(refusals(page)) == [key(builders[0])]
    assert states_of(builders[1]) == states_of(builders[2]) == {"READY_TO_ALLOCATE"}
    refused = AuditEntry.objects.filter(verb="allocate_case", refused__gt="")
    assert {entry.case_id for entry in refused} == {builders[0].case.pk}
    _sent, done = agree(manager, page)
    assert "2 cases allocated" in page_text(done)
    assert case_of(builders[0]).prosecutor == people.other_prosecutor


def test_a_case_that_changed_since_it_was_shown_is_refused_until_it_is_looked_at_again(
    builders, people, manager
):
    preview = see(manager, {builders[0]: people.prosecutor})
    rows = Case.objects.unscoped("test").filter(pk=builders[0].case.pk)
    rows.update(version=case_of(builders[0]).version + 1)
    _sent, page = agree(manager, preview)
    [why] = refusals(page).values()
    assert why.startswith("This case has changed since you opened this page.")
    again = see(manager, {builders[0]: people.prosecutor}, step="choose", page=page)
    _sent, done = agree(manager, see(manager, {builders[0]: people.prosecutor}, page=again))
    assert "1 case allocated" in page_text(done)


def test_cases_are_locked_in_one_order_and_before_people(builders, people, monkeypatch):
    locked = []
    monkeypatch.setattr(actions, "lock_case", lambda pk, *, by: locked.append(pk))
    monkeypatch.setattr(grants, "lock_account", lambda person: locked.append(person.pk))
    monkeypatch.setattr(actions, "allocate_case", lambda **facts: None)
    ordered = sorted(builders, key=lambda each: each.case.pk)
    staff = [people.other_prosecutor, people.prosecutor, people.prosecutor]
    chosen = [
        actions.ChosenAllocation(each.case, each.suspects, to, each.case.version)
        for each, to in zip(reversed(ordered), staff, strict=True)
    ]
    actions.allocate_several(by=scope(people.manager), at=timezone.now(), chosen=chosen)
    accounts = sorted([people.prosecutor.pk, people.other_prosecutor.pk])
    assert locked == [each.case.pk for each in ordered] + accounts


def test_only_the_suspects_that_were_shown_are_allocated(builders, people, manager):
    builder = builders[1]
    rows = Suspect.objects.unscoped("test").filter(case=builder.case, number=2)
    rows.update(state="TRIAGE")
    preview = see(manager, {builder: people.prosecutor})
    rows.update(state="READY_TO_ALLOCATE")
    agree(manager, preview)
    assert states_of(builder) == {"READY_TO_ALLOCATE", "WITH_PROSECUTOR"}


def test_a_case_that_is_out_of_sight_is_left_out_and_told_of(builders, people, manager):
    shown = manager.get(BOARD)
    add_conflict(people.manager, builders[0].case, at=timezone.now())
    page = see(manager, dict.fromkeys(builders[:2], people.prosecutor), page=shown)
    assert "1 case that you chose is left out: you cannot open it any more." in page_text(page)
    assert builders[0].urn not in page.text
    agree(manager, page)
    assert states_of(builders[0]) == {"READY_TO_ALLOCATE"}


def test_a_hidden_case_and_one_that_never_was_are_answered_alike(builders, people, manager):
    add_conflict(people.manager, builders[0].case, at=builders[0].at)
    found = set()
    for pk in (builders[0].case.pk, uuid4()):
        sent = {f"version_{pk.hex}": "1", f"suspects_{pk.hex}": "1", f"to_{pk.hex}": "1"}
        page = manager.post(SEVERAL, sent | {"step": "preview"})
        found.add((page.status_code, page_text(page)))
    assert len(found) == 1


def test_a_prosecutor_of_another_unit_cannot_be_chosen(builders, people, manager):
    add_second_unit(people)
    page = see(manager, {builders[0]: people.there_prosecutor})
    assert page.context["form"].errors and states_of(builders[0]) == {"READY_TO_ALLOCATE"}


# What it costs


def test_more_cases_and_prosecutors_ask_no_more_questions(builders, people, manager):
    manager.get(BOARD)
    _page, few = page_and_queries(manager, BOARD)
    at = timezone.now() - timedelta(days=3)
    for n in range(9):
        CaseBuilder(people, at=at).accept()
        person(people.cps, "prosecute_cases", name=f"Prosecutor {n} Of Many With A Long Name")
    page, many = page_and_queries(manager, BOARD)
    assert sum(len(row.suspects) for row in page.context["form"].rows) >= 10
    assert page.context["page"].has_more_to_give
    assert len(few) == len(many)
    assert len(page.content) < 60_000
