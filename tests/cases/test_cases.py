"""Actions that build a case: what they do and refuse, whoever calls them."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.models import Case, Event, Offence, Suspect, Victim
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person, scope
from people.access.permission_tables import Refused, Stale
from people.models import Agency, AuditEntry, Unit
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast())


def open_case(who, unit, urn="52RS0012326"):
    return cases.open_case(by=scope(who), at=MONDAY, unit=unit, urn=urn)


def test_a_case_is_opened_by_who_refers_cases_for_the_unit_under_its_force_s_code():
    people = cast()
    case = open_case(people.officer, people.police)
    assert (case.officer, case.police_unit, case.cps_unit) == (people.officer, people.police, None)
    entry = AuditEntry.objects.get(verb="open_case")
    assert (entry.operation, entry.case_id) == ("collection", case.pk)


def test_an_agency_without_a_force_code_opens_no_case():
    people = cast()
    Agency.objects.filter(pk=people.police.agency_id).update(force_code=None)
    with pytest.raises(Refused, match="Enter a URN that starts with"):
        open_case(people.officer, people.police)


@pytest.mark.parametrize("whose", ["another unit", "a closed unit"])
def test_a_unit_they_do_not_refer_for_is_refused(whose):
    people = cast()
    unit = force_unit() if whose == "another unit" else people.police
    Unit.objects.filter(pk=unit.pk).update(is_open=whose != "a closed unit")
    with pytest.raises(Refused, match="Select a unit that you refer cases for."):
        open_case(people.officer, unit)


def test_another_force_s_code_is_refused_in_words():
    people = cast()
    with pytest.raises(Refused, match="starts with 52, the code of Avon and Somerset Police"):
        open_case(people.officer, people.police, "62RS0012326")


def test_a_urn_in_use_and_one_that_is_none_get_the_same_sentence(builder):
    refusals = []
    for urn in (builder.urn, "52RS12"):
        with pytest.raises(Refused) as refusal:
            open_case(builder.cast.officer, builder.cast.police, urn)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert "cannot be used" in refusals[0]


def test_numbers_run_on_within_a_case(builder):
    builder.suspects.append(builder.add_suspect())
    builder.do(cases.add_victim, "officer", case=builder.case)
    other = CaseBuilder(builder.cast)
    for mine in (builder, other):
        numbers = Suspect.objects.unscoped("test").filter(case=mine.case)
        count = len(mine.suspects)
        assert sorted(numbers.values_list("number", flat=True)) == list(range(1, count + 1))
    victims = Victim.objects.unscoped("test").filter(case=builder.case)
    assert sorted(victims.values_list("number", flat=True)) == [1, 2]


def test_custody_typed_over_a_newer_version_is_stale_and_says_what_differs(builder):
    suspect, old = builder.suspect(), builder.suspect().version
    facts = {"custody": "ON_BAIL", "bailed_on": date(2026, 2, 3), "released_on": None}
    builder.do(cases.record_custody, "officer", suspect=suspect, version=old, **facts)
    mine = facts | {"bailed_on": date(2026, 2, 4)}
    with pytest.raises(Stale) as stale:
        builder.do(cases.record_custody, "officer", suspect=suspect, version=old, **mine)
    assert stale.value.differences == [("bailed_on", date(2026, 2, 3), date(2026, 2, 4))]
    assert builder.suspect().bailed_on == date(2026, 2, 3)


def test_a_victim_and_a_suspect_of_another_case_are_not_found(builder):
    other = CaseBuilder(builder.cast)
    facts = {"offence": Offence.objects.get(pk="SX03001"), "from_on": date(2025, 3, 4)}
    for victim, suspect in ((other.victim, builder.suspect()), (builder.victim, other.suspect())):
        with pytest.raises((Victim.DoesNotExist, Suspect.DoesNotExist)):
            builder.do(
                cases.add_allegation, "officer", case=builder.case, victim=victim, suspect=suspect,
                **facts,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [
        (date(2025, 3, 4), date(2026, 3, 3)),
        (date(2025, 3, 4), date(1899, 12, 31)),
        (date(1899, 12, 31), date(2025, 3, 4)),
        (date(1899, 12, 31), None),
    ],
)
def test_nothing_is_alleged_of_the_future_or_of_before_1900(builder, from_on, to_on):
    with pytest.raises(Refused, match="This date"):
        builder.do(
            cases.add_allegation, "officer", case=builder.case, victim=builder.victim, to_on=to_on,
            suspect=builder.suspect(), offence=Offence.objects.get(pk="SX03001"), from_on=from_on,
        )  # fmt: skip


def test_the_case_of_another_unit_is_out_of_reach(builder):
    builder.cast.stranger = person(force_unit(), "refer_cases")
    with pytest.raises(Case.DoesNotExist):
        builder.do(cases.add_victim, "stranger", case=builder.case)
    events = Event.objects.unscoped("test").filter(case=builder.case, verb="add_victim")
    assert events.count() == 1


@pytest.mark.parametrize("forged", [{"state": "CHARGED"}, {"number": 7}, {"urgency": "RED"}])
def test_a_fact_that_the_form_does_not_ask_about_a_suspect_is_refused(builder, forged):
    suspect = builder.suspect()
    with pytest.raises(TypeError, match="Not to be given"):
        builder.do(
            cases.add_suspect,
            "officer",
            case=builder.case,
            surname="X",
            custody="ON_BAIL",
            **forged,
        )
    with pytest.raises(TypeError, match="Not to be given"):
        builder.do(
            cases.record_custody, "officer", suspect=suspect, version=suspect.version,
            custody="ON_BAIL", **forged,
        )  # fmt: skip


def test_where_a_suspect_is_comes_from_the_answers_offered(builder):
    with pytest.raises(ValueError, match="is not a valid"):
        builder.do(cases.add_suspect, "officer", case=builder.case, surname="X", custody="AWAY")
