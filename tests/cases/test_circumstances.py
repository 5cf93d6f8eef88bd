"""A victim's circumstances: recorded, corrected with a reason, sent, and used by a check."""

import pytest
from django.db import DatabaseError, transaction

from cases.case_details.actions import circumstances
from cases.case_details.actions.circumstances import record_circumstances
from cases.models import Circumstances, Event, Submission
from cases.queries.circumstances import circumstances_of_victim
from cases.referral_checks import referral_check_results
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, scope
from devtools.usual_answers import MG3
from people.access.scopes import Refused, Stale
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sealed_rows import opened_values
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
WHY = "The mother of the victim told us."
UNKNOWN = {"domestic_abuse": "NOT_KNOWN", "was_child": "NOT_KNOWN", "is_vulnerable": "NOT_KNOWN"}
NONE = {"domestic_abuse": "NO", "was_child": "NO", "is_vulnerable": "NO"}


@module_fixture
def builder():
    """A case with two suspects that has not been sent."""
    return CaseBuilder(cast(), suspects=2)


@module_fixture
def sent_builder():
    """A case sent with domestic abuse by suspect 1, on which a second suspect is not sent."""
    builder = CaseBuilder(cast())
    record(builder, domestic_abuse="NO")
    record(
        builder, domestic_abuse="YES", abusers=builder.suspects, is_vulnerable="YES",
        grounds=["FEAR", "UNDER_18"], reason=WHY,
    )  # fmt: skip
    builder.submit()
    builder.later = builder.add_suspect()
    return builder


def record(builder, who="officer", **facts):
    return builder.do(record_circumstances, who, victim=builder.victim, **UNKNOWN | facts)


def known_to(builder, who):
    return circumstances_of_victim(builder.victim, scope(getattr(builder.cast, who), builder.at))


def as_seen_by(builder, who):
    now = known_to(builder, who)
    return (
        now.number, now.domestic_abuse, now.abusers, now.was_child, now.is_vulnerable, now.grounds,
    )  # fmt: skip


class TestWhatIsRecorded:
    def test_nothing_is_not_known(self, builder):
        assert as_seen_by(builder, "officer") == (
            0, "NOT_KNOWN", [], "NOT_KNOWN", "NOT_KNOWN", [],
        )  # fmt: skip

    def test_each_fact_by_whom_and_on_what_ground(self, builder):
        record(
            builder, domestic_abuse="YES", abusers=builder.suspects[1:], was_child="YES",
            is_vulnerable="YES", grounds=["FEAR", "UNDER_18"],
        )  # fmt: skip
        assert as_seen_by(builder, "officer") == (
            1, "YES", [2], "YES", "YES", ["UNDER_18", "FEAR"],
        )  # fmt: skip
        event = Event.objects.unscoped("test").get(case=builder.case, verb="record_circumstances")
        assert (event.note, event.only_side) == ("1", "POLICE")

    def test_no_is_an_answer_of_its_own(self, builder):
        record(builder, **NONE)
        assert as_seen_by(builder, "officer") == (1, "NO", [], "NO", "NO", [])

    def test_a_correction_keeps_the_version_before_and_says_why(self, builder):
        record(builder, **NONE)
        record(builder, **NONE | {"was_child": "YES"}, reason=WHY)
        rows = Circumstances.objects.unscoped("test").filter(victim=builder.victim)
        assert opened_values(rows.order_by("number"), "number", "was_child", "because") == [
            (1, "NO", ""), (2, "YES", WHY),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"domestic_abuse": "YES"}, circumstances.NO_ABUSER),
            ({"is_vulnerable": "YES"}, circumstances.NO_GROUND),
            (NONE, circumstances.REASON_WANTED),
            ({"reason": WHY}, circumstances.NOTHING_CHANGED),
        ],
    )
    def test_an_answer_without_what_it_requires_is_refused(self, builder, facts, told):
        record(builder)
        with pytest.raises(Refused) as refusal:
            record(builder, **facts)
        assert str(refusal.value) == str(told)

    def test_a_suspect_of_another_case_is_not_named(self, builder):
        other = CaseBuilder(builder.cast).suspects
        with pytest.raises(Refused, match="suspects of this case"):
            record(builder, domestic_abuse="YES", abusers=other)

    def test_who_opened_the_form_before_is_shown_what_differs(self, builder):
        record(builder, **NONE)
        with pytest.raises(Stale) as stale:
            record(builder, **NONE | {"was_child": "YES"}, version=1, reason=WHY)
        assert list(stale.value.differences) == [("was_child", "NO", "YES")]

    def test_the_database_keeps_each_version(self, builder):
        record(builder, domestic_abuse="YES", abusers=builder.suspects[:1])
        rows = Circumstances.objects.unscoped("test").filter(victim=builder.victim)
        links = Circumstances.abusers.through.objects.filter(circumstances__in=rows)
        for change in (
            lambda: rows.update(was_child="YES"),
            lambda: rows.delete(),
            lambda: links.delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


class TestWhatTheCpsReads:
    def test_nothing_before_the_referral_is_signed_off(self, builder):
        record(builder, **NONE)
        rows = Circumstances.objects.for_scope(scope(builder.cast.prosecutor, builder.at))
        assert not rows.exists()

    def test_the_version_that_was_sent_and_none_before_it(self, sent_builder):
        assert as_seen_by(sent_builder, "prosecutor") == (
            2, "YES", [1], "NOT_KNOWN", "YES", ["UNDER_18", "FEAR"],
        )  # fmt: skip
        rows = Circumstances.objects.for_scope(scope(sent_builder.cast.assistant, sent_builder.at))
        assert [row.number for row in rows.filter(victim=sent_builder.victim)] == [2]

    def test_a_change_after_that_at_once(self, sent_builder):
        record(sent_builder, **NONE, reason=WHY)
        assert as_seen_by(sent_builder, "prosecutor") == (3, "NO", [], "NO", "NO", [])

    def test_a_version_that_names_a_suspect_who_is_not_sent_once_that_one_is(self, sent_builder):
        record(
            sent_builder,
            **NONE | {"domestic_abuse": "YES"},
            abusers=[sent_builder.later],
            reason=WHY,
        )
        assert as_seen_by(sent_builder, "prosecutor")[:3] == (2, "YES", [1])
        assert as_seen_by(sent_builder, "officer")[:3] == (3, "YES", [2])
        sent_builder.suspects = [sent_builder.later]
        sent_builder.submit()
        assert as_seen_by(sent_builder, "prosecutor")[:3] == (3, "YES", [2])

    def test_the_pages_of_a_case_that_was_sent_show_it_and_no_draft(self, sent_builder):
        reader = client_for(sent_builder.cast.assistant)
        shown = page_text(reader.get(page_url("see-circumstances", sent_builder.victim)))
        assert "Yes, by suspect 1" in shown and "Fear or distress" in shown and WHY in shown
        assert "Version 1" not in shown and "Version 2" in shown
        assert "Yes, by suspect 1" in page_text(reader.get(page_url("see-case", sent_builder.case)))

    def test_a_submission_keeps_what_was_sent(self, sent_builder):
        record(sent_builder, **NONE, reason=WHY)
        [row] = Submission.objects.unscoped("test").filter(case=sent_builder.case)
        [kept] = ReferralSnapshot.from_json(row.as_sent).circumstances
        assert (kept.domestic_abuse, kept.abusers) == ("YES", [1])
        reader = client_for(sent_builder.cast.assistant)
        for address in (
            page_url("see-submission", row),
            page_url("see-referral", sent_builder.referral),
        ):
            assert "Yes, by suspect 1" in page_text(reader.get(address))


class TestTheCheckOfTheReferral:
    def outcome(self, builder, suspects):
        written = builder.do(
            referrals.write_referral, "officer", case=builder.case, suspects=suspects, **MG3
        )
        builder.do(
            referrals.sign_referral_off, "supervisor", referral=written, supervisor_comments="Go."
        )
        row = Submission.objects.unscoped("test").get(referral=written)
        sent = ReferralSnapshot.from_json(row.as_sent)
        [found] = [
            each
            for each in referral_check_results(sent, at=builder.at, is_signed=True)
            if each.code == "no_dv_checklist"
        ]
        return found.outcome, [str(each) for each in found.missing]

    def test_the_checklist_is_missing_in_a_case_of_domestic_abuse(self, builder):
        record(builder, domestic_abuse="YES", abusers=builder.suspects[:1])
        wanted = ("MISSING", ["Domestic abuse checklist"])
        assert self.outcome(builder, builder.suspects[:1]) == wanted

    def test_nothing_is_missing_where_only_another_suspect_is_named(self, builder):
        record(builder, domestic_abuse="YES", abusers=builder.suspects[:1])
        assert self.outcome(builder, builder.suspects[1:]) == ("THERE", [])

    def test_it_cannot_be_checked_while_nobody_has_said(self, builder):
        assert self.outcome(builder, builder.suspects) == ("UNCHECKED", [])


class TestAChildAtTheTime:
    # The builder alleges the rape of a girl of 13 to 15.
    def test_the_offence_alleged_says_so_until_it_is_recorded(self, builder):
        officer = client_for(builder.cast.officer)
        words = "Yes: the offence alleged is one against a child"
        assert words in page_text(officer.get(page_url("see-case", builder.case)))
        form = officer.get(page_url("record-circumstances", builder.victim)).context["form"]
        assert form["was_child"].value() == "YES"
        record(builder, was_child="NO")
        assert words not in page_text(officer.get(page_url("see-case", builder.case)))


class TestThePage:
    def typed(self, builder, **typed):
        return NONE | {"version": 1, **typed}

    def test_the_case_leads_there_and_it_is_recorded_without_javascript(self, builder):
        officer, address = (
            client_for(builder.cast.officer),
            page_url("record-circumstances", builder.victim),
        )
        assert address in officer.get(page_url("see-case", builder.case)).content.decode()
        assert "Why is it changed?" not in page_text(officer.get(address))
        typed = self.typed(builder, domestic_abuse="YES", abusers=[builder.suspects[0].pk])
        answer = officer.post(address, typed)
        assert answer.url == page_url("see-circumstances", builder.victim)
        assert as_seen_by(builder, "officer")[:3] == (1, "YES", [1])
        assert "Why is it changed?" in page_text(officer.get(address))

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"domestic_abuse": ""}, "Select an answer"),
            (
                {"domestic_abuse": "YES"},
                "Select the suspects by whom it is said to be domestic abuse",
            ),
            ({"is_vulnerable": "YES"}, "Select each ground that applies"),
        ],
    )
    def test_a_missing_answer_is_explained(self, builder, typed, told):
        page = client_for(builder.cast.officer).post(
            page_url("record-circumstances", builder.victim), self.typed(builder, **typed)
        )
        assert (page.status_code, told in page_text(page)) == (200, True)

    def test_the_cps_reads_it_and_does_not_record_it(self, sent_builder):
        prosecutor = client_for(sent_builder.cast.assistant)
        assert prosecutor.get(page_url("see-circumstances", sent_builder.victim)).status_code == 200
        answer = prosecutor.get(page_url("record-circumstances", sent_builder.victim))
        assert answer.status_code == 403

    def test_a_page_asks_a_few_times(self, sent_builder, django_assert_max_num_queries):
        officer = client_for(sent_builder.cast.officer)
        officer.get(page_url("see-circumstances", sent_builder.victim))
        with django_assert_max_num_queries(14):
            officer.get(page_url("see-circumstances", sent_builder.victim))
