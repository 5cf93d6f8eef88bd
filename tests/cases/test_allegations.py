"""Correcting an allegation: the earlier version and what was sent stay as they were."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.case_details.actions import allegations
from cases.case_details.actions import cases as case_actions
from cases.decisions.actions import decisions
from cases.decisions.queries.uncharged import allegations_with_outcomes
from cases.event_notes import event_note_text
from cases.models import Allegation, Event, Offence, Submission, Victim
from cases.queries.allegations import visible_allegations
from cases.referrals.actions import referrals
from cases.referrals.queries import referrals as reading
from devtools.case_builder import CaseBuilder, cast, person, scope
from devtools.usual_answers import MG3
from people.access.scopes import Refused
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WHY = "She was recorded as the other victim."


@module_fixture
def builder():
    """A case with two victims that has not been sent."""
    builder = CaseBuilder(cast())
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    return builder


@module_fixture
def return_referral_of():
    """A case sent and returned, with an allegation corrected from victim 1 to victim 2."""
    builder = CaseBuilder(cast()).submit()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral, reasons={"no_mg3": ""},
        reply_by=(builder.at + timedelta(days=7)).date(),
    )  # fmt: skip
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    correct_allegation_of(builder, victim=builder.second)
    return builder


def allegations_known_to(builder, who):
    by = scope(getattr(builder.cast, who), at=builder.at)
    return visible_allegations(by).filter(case=builder.case)


def current_allegation(builder):
    """The allegation as the police see it now."""
    return allegations_known_to(builder, "officer").get(suspect=builder.suspects[0])


def correct_allegation_of(builder, who="officer", allegation=None, **facts):
    wrong = allegation or current_allegation(builder)
    said = {name: getattr(wrong, name) for name in ("victim", "offence", "from_on", "to_on")}
    facts = {"reason": WHY} | said | facts
    return builder.do(allegations.correct_allegation, who, allegation=wrong, **facts)


def refusal_text(builder, **facts):
    with pytest.raises(Refused) as refusal:
        correct_allegation_of(builder, **facts)
    return str(refusal.value)


def other_offence(builder):
    return Offence.objects.get(pk="SX03002")


def test_the_right_victim_stands_in_the_place_of_the_wrong_one_and_the_wrong_one_is_kept(builder):
    wrong = current_allegation(builder)
    right = correct_allegation_of(builder, victim=builder.second, from_on=date(2026, 1, 9))
    assert current_allegation(builder) == right
    assert (right.number, right.first, right.because) == (2, wrong, WHY)
    assert (right.victim, right.offence, right.suspect) == (
        builder.second, wrong.offence, builder.suspects[0],
    )  # fmt: skip
    wrong.refresh_from_db()
    assert (wrong.victim.number, wrong.is_current) == (1, False)
    event = Event.objects.unscoped("test").get(case=builder.case, verb="correct_allegation")
    assert event_note_text(event.verb, event.note).splitlines() == [
        f"From: {wrong.offence}, victim 1, 10 January 2026",
        f"To: {wrong.offence}, victim 2, 9 January 2026",
        WHY,
    ]
    assert event.only_side == "POLICE"


def test_an_allegation_can_be_corrected_again_and_back_but_each_version_once(builder):
    first = current_allegation(builder)
    correct_allegation_of(builder, victim=builder.second)
    correct_allegation_of(builder, victim=first.victim)
    assert current_allegation(builder).number == 3
    told = refusal_text(builder, allegation=first, victim=builder.second)
    assert told == "This has been corrected already. Look at what it says now."


def test_an_allegation_that_exists_and_a_correction_without_change_are_refused(builder):
    facts = {
        "victim": builder.second,
        "suspect": builder.suspects[0],
        "offence": current_allegation(builder).offence,
    }
    wrong = current_allegation(builder)
    builder.do(
        case_actions.add_allegation, "officer", case=builder.case, from_on=wrong.from_on, **facts
    )
    told = refusal_text(builder, allegation=wrong, victim=builder.second)
    assert told == str(allegations.ALREADY_THERE)
    assert refusal_text(builder, allegation=wrong) == str(allegations.NOTHING_CHANGED)
    wrong.refresh_from_db()
    assert wrong.is_current


def test_a_victim_of_another_case_is_not_there(builder):
    with pytest.raises(Victim.DoesNotExist):
        correct_allegation_of(builder, victim=CaseBuilder(cast()).victim)


class TestWhatTheCpsReads:
    def test_nothing_of_the_correction_before_it_is_sent(self, return_referral_of):
        [theirs] = allegations_known_to(return_referral_of, "prosecutor")
        assert theirs.victim.number == 1
        assert current_allegation(return_referral_of).victim.number == 2
        by = scope(return_referral_of.cast.prosecutor, at=return_referral_of.at)
        assert not Event.objects.for_scope(by).filter(verb="correct_allegation").exists()
        page = client_for(return_referral_of.cast.assistant).get(
            page_url("see-case", return_referral_of.case)
        )
        assert "Victim 1," in page_text(page) and "Victim 2" not in page_text(page)

    def test_the_newest_once_it_is_sent_and_what_was_sent_before_as_it_was(
        self, return_referral_of
    ):
        mistaken = current_allegation(return_referral_of)
        correct_allegation_of(
            return_referral_of,
            victim=return_referral_of.victim,
            offence=other_offence(return_referral_of),
        )
        sent = Submission.objects.unscoped("test").get(case=return_referral_of.case, number=1)
        again = return_referral_of.do(
            referrals.write_referral,
            "officer",
            case=return_referral_of.case,
            suspects=return_referral_of.suspects,
            **MG3,
        )
        return_referral_of.do(
            referrals.sign_referral_off, "supervisor", referral=again, supervisor_comments="Again."
        )
        [theirs] = allegations_known_to(return_referral_of, "prosecutor")
        assert theirs == current_allegation(return_referral_of)
        before = sent.as_sent["allegations"]
        sent.refresh_from_db()
        assert sent.as_sent["allegations"] == before
        by = scope(return_referral_of.cast.prosecutor, at=return_referral_of.at)
        return_referral_of.referral.refresh_from_db()
        again.refresh_from_db()
        first, second = (
            reading.referral_detail(each, by) for each in (return_referral_of.referral, again)
        )
        assert [a.number for each in first.accused for a in each.allegations] == [1]
        assert [a.number for each in second.accused for a in each.allegations] == [3]
        # The CPS never learns of an allegation corrected before it was sent, or whom it named.
        mistaken.refresh_from_db()
        assert mistaken.only_side == "POLICE"
        victims = Victim.objects.for_scope(by).filter(case=return_referral_of.case)
        assert [victim.number for victim in victims] == [1]

    def test_the_changes_since_the_return_say_which_victim(self, return_referral_of):
        return_referral_of.do(
            referrals.write_referral,
            "officer",
            case=return_referral_of.case,
            suspects=return_referral_of.suspects,
            **MG3,
        )
        referral = return_referral_of.case.referrals.unscoped("test").latest("written_at")
        page = client_for(return_referral_of.cast.supervisor).get(
            page_url("see-unsent-changes", referral)
        )
        assert "Victim [removed: 1 end of removed]" in page_text(page)
        assert "Victim [added: 2 end of added]" in page_text(page)


class TestWhenItStays:
    def test_once_the_suspect_is_referred_in_words_that_say_what_comes_first(self, builder):
        builder.write()
        told = refusal_text(builder, victim=builder.second)
        assert told.startswith("Suspect 1 has been referred:")
        assert told.endswith("Withdraw the referral first, or wait for the CPS.")

    def test_a_decision_rests_on_it(self, builder):
        builder.allocate()
        [charge] = allegations_known_to(builder, "prosecutor")
        builder.do(
            decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0],
            allegations=[charge], rationale="The test is met.",
        )  # fmt: skip
        told = refusal_text(builder, victim=builder.second)
        assert told == "A charge has already been authorised for suspect 1."
        assert current_allegation(builder) == charge

    def test_only_the_police_correct_an_allegation(self, return_referral_of):
        told = refusal_text(
            return_referral_of,
            who="prosecutor",
            allegation=allegations_known_to(return_referral_of, "prosecutor").get(),
        )
        assert told == "Only the investigating police unit can do this."

    def test_the_database_refuses_to_reword_a_version(self, return_referral_of):
        row = Allegation.objects.unscoped("test").filter(
            pk=current_allegation(return_referral_of).pk
        )
        for facts in (
            {"because": "Another reason."},
            {"number": 9},
            {"victim": return_referral_of.victim},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                update_in_clear(row, **facts)


class TestThePage:
    def typed(self, builder, **typed):
        return {
            "victim": builder.second.pk,
            "offence": current_allegation(builder).offence_id,
            "reason": WHY,
            **date_parts("from_on", date(2026, 1, 10)),
            **typed,
        }

    def test_the_case_leads_there_and_the_form_starts_with_what_is_said(self, builder):
        officer, wrong = client_for(builder.cast.officer), current_allegation(builder)
        address = page_url("correct-allegation", wrong)
        assert address in officer.get(page_url("see-case", builder.case)).content.decode()
        form = officer.get(address).context["form"]
        assert (form["victim"].value(), form["offence"].value()) == (
            str(wrong.victim_id), wrong.offence_id,
        )  # fmt: skip
        answer = officer.post(address, self.typed(builder))
        assert answer.url == page_url("see-case", builder.case)
        assert current_allegation(builder).victim == builder.second

    def test_typed_text_is_kept_where_another_person_was_first(self, builder):
        wrong = current_allegation(builder)
        typed = self.typed(builder)
        correct_allegation_of(builder, offence=other_offence(builder))
        officer = client_for(builder.cast.officer)
        answer = officer.post(page_url("correct-allegation", wrong), typed)
        assert answer.status_code == 409 and WHY in answer.content.decode()
        assert "This has been corrected already. Look at what it says now." in page_text(answer)
        assert officer.get(page_url("correct-allegation", wrong)).status_code == 403

    def test_the_page_says_why_not_and_the_case_does_not_lead_there(self, builder):
        builder.write()
        officer, address = (
            client_for(builder.cast.officer),
            page_url("correct-allegation", current_allegation(builder)),
        )
        answer = officer.get(address)
        assert answer.status_code == 403
        assert "Withdraw the referral first, or wait for the CPS." in page_text(answer)
        assert address not in officer.get(page_url("see-case", builder.case)).content.decode()

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"reason": ""}, "Enter why it is corrected"),
            (
                date_parts("to_on", date(2026, 1, 9)),
                "Enter a last day that is on or after the first day",
            ),
        ],
    )
    def test_a_missing_or_impossible_answer_is_explained(self, builder, typed, told):
        page = client_for(builder.cast.officer).post(
            page_url("correct-allegation", current_allegation(builder)),
            self.typed(builder, **typed),
        )
        assert (page.status_code, told in page_text(page)) == (200, True)


def test_the_case_page_asks_no_more_of_the_database(return_referral_of, django_assert_num_queries):
    by = scope(return_referral_of.cast.officer, at=return_referral_of.at)
    with django_assert_num_queries(1):
        rows = allegations_with_outcomes(by, return_referral_of.case.pk)
    assert [row.number for row in rows] == [2]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_at_once_one_is_told():
    builder = CaseBuilder(cast())
    victims = [builder.do(case_actions.add_victim, "officer", case=builder.case) for _ in range(2)]
    colleague = person(builder.cast.police, "refer_cases")
    wrong = current_allegation(builder)
    facts = {"offence": wrong.offence, "from_on": wrong.from_on, "reason": WHY}

    def one(who, victim):
        by = scope(who, at=builder.at)
        return allegations.correct_allegation(
            allegation=wrong, by=by, at=builder.at, victim=victim, **facts
        )

    outcomes = run_at_once(
        builder.case,
        lambda: one(builder.cast.officer, victims[0]),
        lambda: one(colleague, victims[1]),
    )
    [told] = [each for each in outcomes if isinstance(each, Refused)]
    assert str(told) == "This has been corrected already. Look at what it says now."
    assert current_allegation(builder) in outcomes
