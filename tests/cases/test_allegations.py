"""Correcting an allegation: the earlier version and what was sent stay as they were."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.case_details.actions import allegations
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import decisions
from cases.desk.queries import case_page
from cases.models import Allegation, Event, Offence, Submission, Victim
from cases.queries.allegations import visible_allegations
from cases.referrals.actions import referrals
from cases.referrals.queries import referrals as reading
from cases.verb_labels import event_note_text
from devtools.case_builder import MG3, Road, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.concurrency import at_once
from tests.support.cases.pages import as_, at, day, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db
WHY = "She was recorded as the other victim."


@standing
def road():
    """A case with two victims that has not been sent."""
    road = Road(cast())
    road.second = road.do(case_actions.add_victim, "officer", case=road.case)
    return road


@standing
def returned():
    """A case sent and returned, with an allegation corrected from victim 1 to victim 2."""
    road = Road(cast()).submit()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral, reasons={"no_mg3": ""},
        reply_by=(road.at + timedelta(days=7)).date(),
    )  # fmt: skip
    road.second = road.do(case_actions.add_victim, "officer", case=road.case)
    correct(road, victim=road.second)
    return road


def known(road, who):
    by = scope(getattr(road.cast, who), at=road.at)
    return visible_allegations(by).filter(case=road.case)


def now(road):
    """The allegation as the police see it now."""
    return known(road, "officer").get(suspect=road.suspects[0])


def correct(road, who="officer", allegation=None, **facts):
    wrong = allegation or now(road)
    said = {name: getattr(wrong, name) for name in ("victim", "offence", "from_on", "to_on")}
    facts = {"reason": WHY} | said | facts
    return road.do(allegations.correct_allegation, who, allegation=wrong, **facts)


def refused(road, **facts):
    with pytest.raises(Refused) as refusal:
        correct(road, **facts)
    return str(refusal.value)


def other_offence(road):
    return Offence.objects.get(pk="SX03002")


def test_the_right_victim_stands_in_the_place_of_the_wrong_one_and_the_wrong_one_is_kept(road):
    wrong = now(road)
    right = correct(road, victim=road.second, from_on=date(2026, 1, 9))
    assert now(road) == right
    assert (right.number, right.first, right.because) == (2, wrong, WHY)
    assert (right.victim, right.offence, right.suspect) == (
        road.second, wrong.offence, road.suspects[0],
    )  # fmt: skip
    wrong.refresh_from_db()
    assert (wrong.victim.number, wrong.is_current) == (1, False)
    event = Event.objects.unscoped("test").get(case=road.case, verb="correct_allegation")
    assert event_note_text(event.verb, event.note).splitlines() == [
        f"From: {wrong.offence}, victim 1, 10 January 2026",
        f"To: {wrong.offence}, victim 2, 9 January 2026",
        WHY,
    ]
    assert event.only_side == "POLICE"


def test_an_allegation_can_be_corrected_again_and_back_but_each_version_once(road):
    first = now(road)
    correct(road, victim=road.second)
    correct(road, victim=first.victim)
    assert now(road).number == 3
    told = refused(road, allegation=first, victim=road.second)
    assert told == "This has been corrected already. Look at what it says now."


def test_what_is_there_already_and_what_changes_nothing_are_refused(road):
    facts = {"victim": road.second, "suspect": road.suspects[0], "offence": now(road).offence}
    wrong = now(road)
    road.do(case_actions.add_allegation, "officer", case=road.case, from_on=wrong.from_on, **facts)
    told = refused(road, allegation=wrong, victim=road.second)
    assert told == str(allegations.ALREADY_THERE)
    assert refused(road, allegation=wrong) == str(allegations.NOTHING_CHANGED)
    wrong.refresh_from_db()
    assert wrong.is_current


def test_a_victim_of_another_case_is_not_there(road):
    with pytest.raises(Victim.DoesNotExist):
        correct(road, victim=Road(cast()).victim)


class TestWhatTheCpsReads:
    def test_nothing_of_the_correction_before_it_is_sent(self, returned):
        [theirs] = known(returned, "prosecutor")
        assert theirs.victim.number == 1
        assert now(returned).victim.number == 2
        by = scope(returned.cast.prosecutor, at=returned.at)
        assert not Event.objects.for_scope(by).filter(verb="correct_allegation").exists()
        page = as_(returned.cast.assistant).get(at("see-case", returned.case))
        assert "Victim 1," in said(page) and "Victim 2" not in said(page)

    def test_the_newest_once_it_is_sent_and_what_was_sent_before_as_it_was(self, returned):
        mistaken = now(returned)
        correct(returned, victim=returned.victim, offence=other_offence(returned))
        sent = Submission.objects.unscoped("test").get(case=returned.case, number=1)
        again = returned.do(
            referrals.write_referral, "officer", case=returned.case, suspects=returned.suspects,
            **MG3,
        )  # fmt: skip
        returned.do(
            referrals.sign_referral_off, "supervisor", referral=again, supervisor_comments="Again."
        )
        [theirs] = known(returned, "prosecutor")
        assert theirs == now(returned)
        before = sent.as_sent["allegations"]
        sent.refresh_from_db()
        assert sent.as_sent["allegations"] == before
        by = scope(returned.cast.prosecutor, at=returned.at)
        returned.referral.refresh_from_db()
        again.refresh_from_db()
        first, second = (reading.referral_detail(each, by) for each in (returned.referral, again))
        assert [a.number for each in first.accused for a in each.allegations] == [1]
        assert [a.number for each in second.accused for a in each.allegations] == [3]
        # The CPS never learns of an allegation corrected before it was sent, or whom it named.
        mistaken.refresh_from_db()
        assert mistaken.only_side == "POLICE"
        victims = Victim.objects.for_scope(by).filter(case=returned.case)
        assert [victim.number for victim in victims] == [1]

    def test_the_changes_since_the_return_say_which_victim(self, returned):
        returned.do(
            referrals.write_referral, "officer", case=returned.case, suspects=returned.suspects,
            **MG3,
        )  # fmt: skip
        referral = returned.case.referrals.unscoped("test").latest("written_at")
        page = as_(returned.cast.supervisor).get(at("see-unsent-changes", referral))
        assert "Victim [removed: 1 end of removed]" in said(page)
        assert "Victim [added: 2 end of added]" in said(page)


class TestWhenItStays:
    def test_once_the_suspect_is_referred_in_words_that_say_what_comes_first(self, road):
        road.write()
        told = refused(road, victim=road.second)
        assert told.startswith("Suspect 1 has been referred:")
        assert told.endswith("Withdraw the referral first, or wait for the CPS.")

    def test_a_decision_rests_on_it(self, road):
        road.allocate()
        [charge] = known(road, "prosecutor")
        road.do(
            decisions.authorise_charge, "prosecutor", suspect=road.suspects[0],
            allegations=[charge], rationale="The test is met.",
        )  # fmt: skip
        told = refused(road, victim=road.second)
        assert told == "A charge has already been authorised for suspect 1."
        assert now(road) == charge

    def test_only_the_police_correct_an_allegation(self, returned):
        told = refused(returned, who="prosecutor", allegation=known(returned, "prosecutor").get())
        assert told == "Only the investigating police unit can do this."

    def test_the_database_refuses_to_reword_a_version(self, returned):
        row = Allegation.objects.unscoped("test").filter(pk=now(returned).pk)
        for facts in ({"because": "Another reason."}, {"number": 9}, {"victim": returned.victim}):
            with pytest.raises(DatabaseError), transaction.atomic():
                row.update(**facts)


class TestThePage:
    def typed(self, road, **typed):
        return {
            "victim": road.second.pk, "offence": now(road).offence_id, "reason": WHY,
            **day("from_on", date(2026, 1, 10)), **typed,
        }  # fmt: skip

    def test_the_case_leads_there_and_the_form_starts_with_what_is_said(self, road):
        officer, wrong = as_(road.cast.officer), now(road)
        address = at("correct-allegation", wrong)
        assert address in officer.get(at("see-case", road.case)).content.decode()
        form = officer.get(address).context["form"]
        assert (form["victim"].value(), form["offence"].value()) == (
            str(wrong.victim_id), wrong.offence_id,
        )  # fmt: skip
        answer = officer.post(address, self.typed(road))
        assert answer.url == at("see-case", road.case)
        assert now(road).victim == road.second

    def test_what_was_typed_is_kept_where_somebody_was_first(self, road):
        wrong = now(road)
        typed = self.typed(road)
        correct(road, offence=other_offence(road))
        officer = as_(road.cast.officer)
        answer = officer.post(at("correct-allegation", wrong), typed)
        assert answer.status_code == 409 and WHY in answer.content.decode()
        assert "This has been corrected already. Look at what it says now." in said(answer)
        assert officer.get(at("correct-allegation", wrong)).status_code == 403

    def test_the_page_says_why_not_and_the_case_does_not_lead_there(self, road):
        road.write()
        officer, address = as_(road.cast.officer), at("correct-allegation", now(road))
        answer = officer.get(address)
        assert answer.status_code == 403
        assert "Withdraw the referral first, or wait for the CPS." in said(answer)
        assert address not in officer.get(at("see-case", road.case)).content.decode()

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"reason": ""}, "Enter why it is corrected"),
            (day("to_on", date(2026, 1, 9)), "Enter a last day that is on or after the first day"),
        ],
    )
    def test_a_missing_or_impossible_answer_is_explained(self, road, typed, told):
        page = as_(road.cast.officer).post(
            at("correct-allegation", now(road)), self.typed(road, **typed)
        )
        assert (page.status_code, told in said(page)) == (200, True)


def test_the_case_page_asks_no_more_of_the_database(returned, django_assert_num_queries):
    by = scope(returned.cast.officer, at=returned.at)
    with django_assert_num_queries(1):
        rows = case_page._allegations_with_charges(returned.case, by)
    assert [row.number for row in rows] == [2]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_at_once_one_is_told():
    road = Road(cast())
    victims = [road.do(case_actions.add_victim, "officer", case=road.case) for _ in range(2)]
    colleague = person(road.cast.police, "refer_cases")
    wrong = now(road)
    facts = {"offence": wrong.offence, "from_on": wrong.from_on, "reason": WHY}

    def one(who, victim):
        by = scope(who, at=road.at)
        return allegations.correct_allegation(
            allegation=wrong, by=by, at=road.at, victim=victim, **facts
        )

    outcomes = at_once(
        road.case,
        lambda: one(road.cast.officer, victims[0]),
        lambda: one(colleague, victims[1]),
    )
    [told] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(told) == "This has been corrected already. Look at what it says now."
    assert now(road) in outcomes
