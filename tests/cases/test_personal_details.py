"""A suspect's personal details: recorded for the MG3, sent with it, and kept out of lists."""

import pytest
from django.db import DatabaseError, transaction

from cases.case_details.actions.personal_details import (
    NO_LANGUAGE,
    NOTHING_CHANGED,
    record_personal_details,
)
from cases.early_advice.actions import early_advice
from cases.models import Event, PersonalDetails, Submission
from cases.queries.personal_details import details_of_suspect
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, scope
from devtools.usual_answers import ADVICE
from people.access.scopes import Refused, Stale
from people.models import AuditEntry
from rasso.settings.environment import ROOT
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
FACTS = {
    "gender": "MALE", "ethnicity": "Ethnicword", "nationality": "Nationword",
    "needs_interpreter": "YES", "language": "Languageword", "mental_health": "Healthword.",
    "other_proceedings": "Courtword.",
}  # fmt: skip
WORDS = [each for each in FACTS.values() if "word" in each]
LITTLE = {"gender": "FEMALE", "needs_interpreter": "NO"}


@module_fixture
def builder():
    """A case of two suspects that has not been sent; of suspect 1 personal details are recorded."""
    builder = CaseBuilder(cast(), suspects=2)
    record(builder)
    return builder


@module_fixture
def sent_builder():
    """A case that was sent with a second version, after a first that was wrong."""
    builder = CaseBuilder(cast())
    record(builder, **FACTS | {"ethnicity": "Wrongword"})
    record(builder)
    builder.submit()
    builder.submission = Submission.objects.unscoped("test").get(case=builder.case)
    return builder


def record(builder, who="officer", n=0, **facts):
    return builder.do(record_personal_details, who, suspect=builder.suspects[n], **facts or FACTS)


def known_to(builder, who, n=0):
    by = scope(getattr(builder.cast, who), builder.at)
    return details_of_suspect(builder.suspects[n], by)


def page(builder, name, row=None, who="officer"):
    client = client_for(getattr(builder.cast, who))
    return client.get(page_url(name, row or builder.suspects[0]))


class TestWhatIsRecorded:
    def test_it_is_of_one_suspect_and_says_so_in_no_words_elsewhere(self, builder):
        assert known_to(builder, "officer").ethnicity == "Ethnicword"
        assert known_to(builder, "officer", 1).number == 0
        event = Event.objects.unscoped("test").get(
            case=builder.case, verb="record_personal_details"
        )
        assert (event.note, event.only_side, event.suspects) == ("", "POLICE", [1])
        kept = AuditEntry.objects.filter(verb="record_personal_details").latest("pk")
        assert not any(word in str(vars(kept)) for word in WORDS)
        told = str([vars(each) for each in Delivery.objects.all()])
        assert not [word for word in WORDS if word in told]

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            (FACTS, NOTHING_CHANGED),
            (LITTLE | {"needs_interpreter": "YES"}, NO_LANGUAGE),
        ],
    )
    def test_what_is_not_an_answer_is_refused(self, builder, facts, told):
        with pytest.raises(Refused) as refusal:
            record(builder, **facts)
        assert str(refusal.value) == str(told)

    def test_a_language_without_a_need_is_dropped(self, builder):
        assert record(builder, n=1, **LITTLE | {"language": "Languageword"}).language == ""

    def test_who_opened_the_form_before_is_shown_what_differs(self, builder):
        with pytest.raises(Stale) as stale:
            record(builder, **FACTS | {"ethnicity": "Another"}, version=1)
        assert list(stale.value.differences) == [("ethnicity", "Ethnicword", "Another")]

    def test_the_database_keeps_each_version(self, builder):
        rows = PersonalDetails.objects.unscoped("test").filter(case=builder.case)
        for change in (lambda: rows.update(ethnicity="X"), lambda: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_the_page_records_it_and_asks_for_the_language(self, builder):
        officer = client_for(builder.cast.officer)
        address = page_url("record-personal-details", builder.suspects[1])
        wrong = officer.post(address, LITTLE | {"needs_interpreter": "YES", "version": 1})
        assert "Enter the language for which an interpreter is needed" in page_text(wrong)
        submit_form(officer, address, **LITTLE)
        assert "Female" in page_text(page(builder, "see-personal-details", builder.suspects[1]))
        assert known_to(builder, "officer", 1).needs_interpreter == "NO"


class TestWhoReadsIt:
    def test_nobody_of_the_cps_before_a_referral_is_signed_off(self, builder):
        builder.advice = builder.do(
            early_advice.request_early_advice, "officer", case=builder.case,
            suspects=builder.suspects, **ADVICE,
        )  # fmt: skip
        builder.do(
            early_advice.sign_early_advice_off, "supervisor", advice=builder.advice, text="Go."
        )
        assert known_to(builder, "assistant").number == 0
        told = page_text(page(builder, "see-personal-details", who="assistant"))
        assert "Nothing has been recorded yet." in told
        record(builder, **FACTS | {"ethnicity": "Later"})
        assert known_to(builder, "assistant").number == 0

    def test_the_version_that_was_sent_and_later_ones_at_once(self, sent_builder):
        rows = PersonalDetails.objects.for_scope(
            scope(sent_builder.cast.assistant, sent_builder.at)
        ).filter(case=sent_builder.case)
        assert [each.number for each in rows] == [2]
        record(sent_builder, **FACTS | {"ethnicity": "Later"})
        assert known_to(sent_builder, "prosecutor").ethnicity == "Later"

    def test_the_referral_the_submission_and_the_mg3_have_it_as_it_was_sent(self, sent_builder):
        record(sent_builder, **FACTS | {"ethnicity": "Later"})
        [kept] = ReferralSnapshot.from_json(sent_builder.submission.as_sent).details
        assert (kept.suspect, kept.ethnicity) == (1, "Ethnicword")
        for name, row in (
            ("see-referral", sent_builder.referral), ("see-submission", sent_builder.submission),
            ("see-mg3", sent_builder.submission),
        ):  # fmt: skip
            told = page_text(page(sent_builder, name, row, who="assistant"))
            assert [word for word in WORDS if word not in told] == []
            assert "Wrongword" not in told and "Later" not in told

    def test_beside_a_decision_are_the_facts_without_ethnicity_and_nationality(self, sent_builder):
        suspect = sent_builder.suspects[0]
        sent_builder.do(referrals.accept_referral, "assistant", referral=sent_builder.referral)
        sent_builder.give_case(sent_builder.suspects)
        sent_builder.have_reviewed(suspect)
        told = page_text(page(sent_builder, "authorise-charge", suspect, who="prosecutor"))
        assert {word for word in WORDS if word not in told} == {"Ethnicword", "Nationword"}

    def test_a_referral_of_one_suspect_has_nothing_of_the_other(self, builder):
        builder.suspects = [builder.suspects[1]]
        builder.submit()
        row = Submission.objects.unscoped("test").get(case=builder.case)
        assert ReferralSnapshot.from_json(row.as_sent).details == ()
        rows = PersonalDetails.objects.for_scope(scope(builder.cast.assistant, builder.at))
        assert not rows.filter(case=builder.case).exists()

    @pytest.mark.parametrize("name", ["see-case", "see-case-history", "see-due-dates"])
    def test_no_page_of_the_case_at_large_says_any_of_it(self, sent_builder, name):
        told = page(sent_builder, name, sent_builder.case).content.decode()
        assert not [word for word in WORDS if word in told]

    def test_no_list_no_search_and_no_figure_reads_the_table(self):
        readers = [
            path.relative_to(ROOT).as_posix()
            for place in ("cases", "pilots", "victims", "people", "timeliness", "rasso")
            for path in (ROOT / place).rglob("*")
            if path.suffix in (".py", ".sql", ".toml")
            and "migrations" not in path.parts
            and ("PersonalDetails" in path.read_text() or "personaldetails" in path.read_text())
        ]
        assert sorted(readers) == [
            "cases/case_details/actions/personal_details.py",
            "cases/case_details/api/personal_details.py",
            "cases/case_details/forms/personal_details.py",
            "cases/case_details/views/personal_details.py",
            "cases/models/__init__.py",
            "cases/models/personal_details.py",
            "cases/queries/personal_details.py",
            "cases/sql/append_only.toml",
            "rasso/database/text_columns.toml",
        ]


def test_a_system_reads_and_records_it_with_its_version(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    address = f"/api/suspects/{builder.suspects[0].pk}/personal-details/"
    told = caller.get(address)
    assert told.json() == {**FACTS, "version": 2} and told["ETag"] == '"2"'
    stale = caller.change(address, FACTS | {"ethnicity": "Another"}, version=1)
    assert stale.status_code == 412
    assert caller.make(address, FACTS | {"ethnicity": "Another"}).status_code == 201
    assert caller.get(address).json()["ethnicity"] == "Another"
