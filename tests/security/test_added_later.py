"""
What the police add to a case that the CPS has is private to the police until it is sent.

What the act itself sends is in test_allegations_added_later.
"""

from datetime import date

import pytest
from django.utils import timezone

from cases.allocation.actions import allocations
from cases.allocation.queries import allocations as workloads
from cases.case_details.actions import cases
from cases.desk.queries import worklists
from cases.models import Allegation, Case, Event, Offence, Suspect, Turn, Victim
from devtools.case_builder import CaseBuilder, cast, scope
from people.access import scopes
from tests.security.test_before_sign_off import CPS, all_pages, warmed_client
from tests.support.browser.ci_share import share_of_checks
from tests.support.response_text import response_text
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

NAME = "Unsentperson"


def build_case_with_later_facts():
    """
    A case with a prosecutor, to which a suspect and a victim were added since, with allegations
    about this victim against either suspect.
    """
    builder = CaseBuilder(cast()).allocate()
    builder.known = builder.suspects[0]
    builder.later_victim = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.later = builder.do(
        cases.add_suspect, "officer", case=builder.case, surname=NAME, given_names="Una",
        custody="NOT_ARRESTED",
    )  # fmt: skip
    builder.later_allegation = add_allegation_against(
        builder, builder.later, victim=builder.later_victim
    )
    builder.unknown_victims = add_allegation_against(
        builder, builder.known, nth=2, victim=builder.later_victim
    )
    return builder


def add_allegation_against(builder, suspect, *, nth=1, victim=None):
    return builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=victim or builder.victim,
        suspect=suspect, offence=nth_offence(nth), from_on=date(2026, 1, 11),
    )  # fmt: skip


def nth_offence(nth):
    return Offence.objects.filter(
        code__startswith="SX03", from_on="2004-05-01", until_on=None
    ).order_by("code")[nth]


def counts_known_to(builder, who="prosecutor"):
    """Numbers of suspects, allegations, victims and turns that a person may read."""
    by = scopes.scope_of(getattr(builder.cast, who), at=timezone.now())
    models = (Suspect, Allegation, Victim, Turn)
    return [model.objects.for_scope(by).filter(case=builder.case).count() for model in models]


def revealing_texts(builder):
    """Texts that would reveal the added suspect or victim."""
    return (
        NAME, str(builder.later.pk), str(builder.later_allegation.pk), str(builder.later_victim.pk),
        nth_offence(1).title, nth_offence(2).title, "Suspect added", "Victim added",
        "Allegation added", "of 2 suspects", "Custody or bail changed",
    )  # fmt: skip


# Who looks, and at what. The two steps alternate, so that half of these has everybody.
LOOKS = [
    (who, step)
    for nth, who in enumerate(CPS)
    for step in ("recorded", "written")[:: (1, -1)[nth % 2]]
]


@pytest.mark.parametrize(("who", "step"), share_of_checks(LOOKS, at_least=len(CPS)))
def test_no_page_tells_the_cps_of_what_was_added_since(who, step):
    builder = build_case_with_later_facts()
    rows = {"Case": builder.case, "Suspect": builder.later}
    builder.do(
        cases.record_custody, "officer", suspect=builder.later, version=1, custody="IN_CUSTODY"
    )
    if step == "written":
        builder.suspects = [builder.later]
        builder.write()
        rows["Referral"] = builder.referral
    asked, revealing = 0, revealing_texts(builder)
    for address, answer in all_pages(warmed_client(getattr(builder.cast, who)), rows):
        shown = response_text(answer)
        assert not [each for each in revealing if each in shown], address
        if str(builder.later.pk) in address:
            assert answer.status_code == 404, address
        asked += 1
    assert asked > 50


def test_the_police_see_it_at_once():
    builder = build_case_with_later_facts()
    page = warmed_client(builder.cast.officer).get(f"/cases/{builder.case.pk}/").content.decode()
    assert NAME in page
    assert "Suspect added" in page
    assert counts_known_to(builder, "officer")[:3] == [2, 3, 2]


def test_sign_off_sends_the_suspect_with_what_is_alleged_and_no_other():
    builder = build_case_with_later_facts()
    other = builder.add_suspect()
    assert counts_known_to(builder) == [1, 1, 1, 5]
    builder.suspects = [builder.later]
    builder.submit()
    assert counts_known_to(builder)[:3] == [2, 2, 2]
    page = warmed_client(builder.cast.prosecutor).get(f"/cases/{builder.case.pk}/").content.decode()
    assert NAME in page
    assert other.surname not in page


def test_lists_and_counts_of_the_cps_leave_out_who_is_not_sent():
    builder = build_case_with_later_facts()
    by = scopes.scope_of(builder.cast.prosecutor, at=timezone.now())
    police = scopes.scope_of(builder.cast.supervisor, at=timezone.now())
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
    builder = build_case_with_later_facts()
    decided = Suspect.objects.unscoped("test").filter(pk=builder.known.pk)
    decided.update(state="NO_FURTHER_ACTION", is_open=False)
    by = scope(builder.cast.manager, at=builder.at)
    case = Case.objects.for_scope(by).get(pk=builder.case.pk)
    assert {each.open_cases for each in workloads.ranked_prosecutors(case, by)} == {0}


def test_a_prosecutor_who_gets_the_case_is_told_of_those_who_were_sent():
    builder = build_case_with_later_facts()
    builder.do(
        allocations.reallocate_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        reason="Leave. Both sides know the reason.",
    )  # fmt: skip
    deliveries = Delivery.objects.filter(recipient=builder.cast.other_prosecutor)
    assert [each.subject for each in deliveries] == [f"{builder.urn}, suspect 1"]


def test_the_history_tells_the_cps_nothing_from_before():
    builder = build_case_with_later_facts()
    builder.do(
        cases.record_custody, "officer", suspect=builder.later, version=1, custody="IN_CUSTODY"
    )
    builder.suspects = [builder.later]
    builder.submit()
    address = f"/cases/{builder.case.pk}/history/"
    for person, told in ((builder.cast.officer, True), (builder.cast.prosecutor, False)):
        page = warmed_client(person).get(address).content.decode()
        assert ("Not arrested" in page) is told
        assert "In police custody" in page


def test_timeline_entries_about_an_addition_are_for_the_police():
    builder = build_case_with_later_facts()
    adding = Event.objects.unscoped("test").filter(case=builder.case, verb__startswith="add_")
    assert set(adding.values_list("verb", flat=True)) == {
        "add_suspect", "add_victim", "add_allegation",
    }  # fmt: skip
    assert set(adding.values_list("only_side", flat=True)) == {"POLICE"}


def test_a_later_suspect_who_is_sent_alone_shows_the_cps_a_gap():
    """As ADR 8 says: that somebody else was recorded can be concluded, and nothing about them."""
    builder = CaseBuilder(cast()).allocate()
    unsent, sent = builder.add_suspect(), builder.add_suspect()
    builder.suspects = [sent]
    builder.submit()
    by = scopes.scope_of(builder.cast.manager, at=timezone.now())
    rows = Suspect.objects.for_scope(by).filter(case=builder.case).order_by("number")
    assert list(rows.values_list("number", flat=True)) == [1, 3]
    assert unsent.pk not in set(rows.values_list("pk", flat=True))
