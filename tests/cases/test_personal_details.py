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
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
FACTS = {
    "gender": "MALE", "ethnic_group": "A3", "nationality": "Nationword",
    "needs_interpreter": "YES", "language": "Languageword", "mental_health": "Healthword.",
    "other_proceedings": "Courtword.",
}  # fmt: skip
GROUP = "Asian: Bangladeshi (A3)"
WORDS = [GROUP, *(each for each in FACTS.values() if "word" in each)]
LITTLE = {"gender": "FEMALE", "ethnic_group": "NOT_ASKED", "needs_interpreter": "NO"}


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
    record(builder, **FACTS | {"nationality": "Wrongword"})
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
        assert known_to(builder, "officer").ethnic_group == "A3"
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
            record(builder, **FACTS | {"ethnic_group": "O2"}, version=1)
        assert list(stale.value.differences) == [("ethnic_group", "A3", "O2")]

    def test_the_database_keeps_each_version(self, builder):
        rows = PersonalDetails.objects.unscoped("test").filter(case=builder.case)
        for change in (lambda: update_in_sql(rows, "ethnicity", "X"), lambda: rows.delete()):
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


# The 18+1 codes, as the source lists them.
CODES = ("W1 W2 W3 W9", "M1 M2 M3 M9", "A1 A2 A3 A4 A9", "B1 B2 B9", "O2 O9")


def earlier(builder, n=0, text="Wordsofbefore"):
    """What the release before recorded: the ethnicity in words."""
    return PersonalDetails.objects.unscoped("test").create(
        case=builder.case, suspect=builder.suspects[n], number=1, ethnicity=text, gender="MALE",
        nationality="British", needs_interpreter="NO", by=builder.cast.officer, at=builder.at,
        only_side="POLICE",
    )  # fmt: skip


class TestEthnicGroup:
    def test_each_code_and_each_other_answer_is_offered_and_said(self, builder):
        form = page(builder, "record-personal-details", builder.suspects[1]).context["form"]
        offered = [value for value, _label in form["ethnic_group"].field.choices]
        codes = " ".join(CODES).split()
        assert offered == [*codes, "DECLINED", "NOT_ASKED"]
        said = {}
        for number, answer in enumerate(offered, 1):
            record(builder, n=1, **LITTLE | {"ethnic_group": answer, "nationality": str(number)})
            text = page_text(page(builder, "see-personal-details", builder.suspects[1]))
            said[answer] = text.rpartition("Ethnicity ")[2].partition(" Nationality")[0]
        assert len(set(said.values())) == len(offered)
        assert all(said[code].endswith(f"({code})") for code in codes)
        assert (said["DECLINED"], said["NOT_ASKED"]) == ("Prefers not to say (NS)", "Not asked")
        assert (said["W3"], said["A4"]) == (
            "White: Gypsy or Irish Traveller (W3)", "Asian: Chinese (A4)",
        )  # fmt: skip

    def test_no_answer_is_asked_for_again_and_nothing_typed_is_lost(self, builder):
        officer = client_for(builder.cast.officer)
        address = page_url("record-personal-details", builder.suspects[1])
        said = {"gender": "FEMALE", "needs_interpreter": "NO", "nationality": "Welsh"}
        answer = officer.post(address, said | {"version": 1})
        assert "Select the suspect’s ethnic group, that they prefer" in page_text(answer)
        assert 'value="Welsh"' in answer.content.decode()
        assert known_to(builder, "officer", 1).number == 0
        wrong = officer.post(address, said | {"version": 1, "ethnic_group": "IC1"})
        assert wrong.status_code == 200 and known_to(builder, "officer", 1).number == 0

    def test_what_was_recorded_in_words_is_read_until_there_is_an_answer(self, builder):
        earlier(builder, n=1)
        suspect = builder.suspects[1]
        in_words = "Ethnicity Wordsofbefore (recorded in words)"
        assert in_words in page_text(page(builder, "see-personal-details", suspect))
        form = page_text(page(builder, "record-personal-details", suspect))
        assert "Recorded in words before there were codes: Wordsofbefore." in form
        record(builder, n=1, **LITTLE)
        text = page_text(page(builder, "see-personal-details", suspect))
        assert "Ethnicity Not asked; Wordsofbefore (recorded in words)" in text
        record(builder, n=1, **LITTLE | {"ethnic_group": "DECLINED"})
        text = page_text(page(builder, "see-personal-details", suspect))
        assert "Ethnicity Prefers not to say (NS)" in text and "Wordsofbefore" not in text
        rows = PersonalDetails.objects.unscoped("test").filter(suspect=suspect)
        assert [row.ethnicity for row in rows.order_by("number")] == ["Wordsofbefore"] * 2 + [""]

    def test_words_from_before_are_sent_and_stand_on_the_mg3(self):
        builder = CaseBuilder(cast())
        earlier(builder)
        builder.submit()
        submission = Submission.objects.unscoped("test").get(case=builder.case)
        told = page_text(page(builder, "see-mg3", submission, who="assistant"))
        assert "Wordsofbefore (recorded in words)" in told

    def test_a_submission_from_before_is_read(self, sent_builder):
        kept = dict(sent_builder.submission.as_sent)
        [details] = kept["details"]
        del details["ethnic_group"]
        details["ethnicity"] = "Wordsofbefore"
        [read] = ReferralSnapshot.from_json(kept).details
        assert (read.ethnic_group, read.ethnicity) == ("", "Wordsofbefore")

    def test_words_and_an_answer_do_not_stand_together(self, builder):
        with pytest.raises(DatabaseError), transaction.atomic():
            PersonalDetails.objects.unscoped("test").create(
                case=builder.case, suspect=builder.suspects[1], number=1, ethnicity="Words",
                ethnic_group="W1", needs_interpreter="NO", by=builder.cast.officer, at=builder.at,
            )  # fmt: skip

    def test_a_system_says_it_by_code_and_not_in_words(self, builder):
        caller = Caller(builder.cast.police).for_(builder.cast.officer)
        address = f"/api/suspects/{builder.suspects[1].pk}/personal-details/"
        for wrong in ({"ethnicity": "British"}, {"ethnic_group": "British"}, {"ethnic_group": ""}):
            body = {"gender": "MALE", "needs_interpreter": "NO"} | wrong
            assert caller.make(address, body).status_code == 422, wrong
        body = {"gender": "MALE", "needs_interpreter": "NO", "ethnic_group": "NOT_ASKED"}
        assert caller.make(address, body).status_code == 201
        assert caller.get(address).json()["ethnic_group"] == "NOT_ASKED"


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
        record(builder, **FACTS | {"nationality": "Later"})
        assert known_to(builder, "assistant").number == 0

    def test_the_version_that_was_sent_and_later_ones_at_once(self, sent_builder):
        rows = PersonalDetails.objects.for_scope(
            scope(sent_builder.cast.assistant, sent_builder.at)
        ).filter(case=sent_builder.case)
        assert [each.number for each in rows] == [2]
        record(sent_builder, **FACTS | {"nationality": "Later"})
        assert known_to(sent_builder, "prosecutor").nationality == "Later"

    def test_the_referral_the_submission_and_the_mg3_have_it_as_it_was_sent(self, sent_builder):
        record(sent_builder, **FACTS | {"nationality": "Later"})
        [kept] = ReferralSnapshot.from_json(sent_builder.submission.as_sent).details
        assert (kept.suspect, kept.ethnic_group) == (1, "A3")
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
        assert {word for word in WORDS if word not in told} == {GROUP, "Nationword"}

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
    assert told.json() == {**FACTS, "ethnicity": "", "version": 2} and told["ETag"] == '"2"'
    stale = caller.change(address, FACTS | {"ethnic_group": "O2"}, version=1)
    assert stale.status_code == 412
    assert caller.make(address, FACTS | {"ethnic_group": "O2"}).status_code == 201
    assert caller.get(address).json()["ethnic_group"] == "O2"
