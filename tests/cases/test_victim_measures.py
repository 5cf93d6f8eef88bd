"""Of each victim, in a referral: the assessment of special measures (MG2), personal statement."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.case_details.actions import cases, circumstances
from cases.case_details.actions.circumstances import record_circumstances
from cases.documents.actions import documents, police_only
from cases.missing_items import missing_special_measures
from cases.models import Circumstances, Offence, Submission
from cases.queries.circumstances import circumstances_of_victim
from cases.referral_snapshot import DocumentSnapshot, ReferralSnapshot
from cases.referrals.actions import referrals
from cases.referrals.queries.victims_to_refer import victims_to_refer
from devtools.case_builder import OFFENCE, CaseBuilder, cast, scope
from people.access.row_security import reading_as
from people.access.scopes import Refused
from tests.cases.test_sealed_json import overwrite, stored
from tests.support.api.token_callers import Caller
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import client_for, date_parts, day_from_today, page_text, page_url
from tests.support.cases.sample_files import add_document, pdf, upload
from tests.support.cases.sealed_rows import UNREADABLE
from tests.support.module_fixtures import module_fixture
from victims.actions.court_support import record_personal_statement
from victims.models import StatementEntry, VictimRecord

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
NOTHING = {"domestic_abuse": "NO", "was_child": "NO", "is_vulnerable": "NO"}
DAY = date(2027, 5, 1)
FIRST, SECOND = date(2026, 2, 20), date(2026, 2, 27)
BECAUSE = "He pleaded guilty in interview, and she asks not to be assessed."
UNNAMED = "Victim 1: which document is their MG2 is not said"
MG2 = "Special measures assessment (MG2; not disclosable to the defence)"
VPS = "Victim personal statement"
DONE = {"assessment": "DONE"}
NOT_REQUIRED = {"assessment": "NOT_REQUIRED", "not_assessed_because": BECAUSE}
OUTSTANDING = {"assessment": "OUTSTANDING", "assessment_expected_on": DAY}


@module_fixture
def builder():
    return CaseBuilder(cast())


def record(builder, **facts):
    about = {"victim": builder.victim} | NOTHING | facts
    return builder.do(record_circumstances, "officer", **about)


def by(builder, who="officer"):
    return scope(getattr(builder.cast, who), builder.at)


def add_mg2(builder):
    return add_document(builder, "assessed.pdf", mg_form="MG2")


def add_second_victim(builder):
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=second,
        suspect=builder.suspects[0], offence=Offence.objects.get(pk=OFFENCE),
        from_on=date(2026, 1, 10),
    )  # fmt: skip
    return second


def give_statement(builder, step, on, who="officer"):
    row = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    builder.do(record_personal_statement, who, record=row, step=step, on=on)


def sent(builder):
    return Submission.objects.unscoped("test").filter(case=builder.case).latest("number")


def read(builder, name, row, who="assistant"):
    return page_text(client_for(getattr(builder.cast, who)).get(page_url(name, row)))


def pages_of_submission(builder):
    """Each page on which what was sent is read, by both sides."""
    row = sent(builder)
    return [
        read(builder, name, about, who)
        for who in ("assistant", "officer")
        for name, about in (
            ("see-referral", builder.referral), ("see-submission", row), ("see-mg3", row),
        )
    ]  # fmt: skip


def missing(builder, code):
    page = client_for(builder.cast.officer).get(page_url("write-referral", builder.case))
    lines = {each.code: each for each in page.context["gate"].warnings}
    return [str(what) for what in lines[code].missing] if code in lines else None


class TestTheAssessment:
    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            (DONE, "Done"),
            (NOT_REQUIRED, f"Not required: {BECAUSE}"),
            (OUTSTANDING, "Outstanding, expected by 1 May 2027"),
            ({"assessment": "OUTSTANDING"}, "Outstanding, and no day is known"),
            ({}, "Not said"),
        ],
    )
    def test_it_is_on_every_page_of_what_was_sent(self, builder, facts, told):
        record(builder, **facts)
        builder.submit()
        for page in pages_of_submission(builder):
            assert f"{MG2} {told}" in page.replace("defence): ", "defence) ")

    def test_a_victim_of_whom_nothing_is_recorded_is_named_all_the_same(self, builder):
        builder.submit()
        for page in pages_of_submission(builder):
            assert f"Victim 1 {MG2} Not said" in page

    def test_the_document_that_it_is_is_named_on_each(self, builder):
        named = add_mg2(builder)
        record(builder, **DONE, mg2=named)
        builder.submit()
        for page in pages_of_submission(builder):
            assert f"{MG2} Done: {named.title}" in page.replace("defence): ", "defence) ")
        assert sent(builder).as_sent["mg2s"] == {"1": str(named.pk)}

    def test_the_form_names_it_and_one_that_is_left_out_stays(self, builder):
        named = add_mg2(builder)
        address = page_url("record-circumstances", builder.victim)
        typed = NOTHING | DONE | {"mg2": str(named.pk), "version": 1}
        assert client_for(builder.cast.officer).post(address, typed).status_code == 302
        row = Circumstances.objects.unscoped("test").get()
        assert row.mg2_id == named.pk
        assert f"{MG2} Done: {named.title}" in read(
            builder, "see-circumstances", builder.victim, "officer"
        )
        record(builder, **DONE, was_child="YES", reason="Her mother told us.")
        record(builder, was_child="NO", reason="Her mother told us another thing.")
        assert Circumstances.objects.unscoped("test").latest("number").mg2_id == named.pk
        record(builder, **OUTSTANDING, reason="It was of another victim.")
        assert Circumstances.objects.unscoped("test").latest("number").mg2_id is None

    def test_what_was_sent_stays_and_a_correction_is_read_with_its_reason(self, builder):
        record(builder, **OUTSTANDING)
        builder.submit()
        record(builder, **DONE, reason="It came today.")
        assert "Outstanding, expected by 1 May 2027" in read(builder, "see-mg3", sent(builder))
        now = read(builder, "see-circumstances", builder.victim)
        assert f"{MG2} Done" in now and "It came today." in now

    def test_a_correction_of_something_else_keeps_it(self, builder):
        record(builder, **NOT_REQUIRED)
        record(builder, was_child="YES", reason="Her mother told us.")
        newest = Circumstances.objects.unscoped("test").get(number=2)
        assert (newest.assessment, newest.not_assessed_because) == ("NOT_REQUIRED", BECAUSE)

    def test_why_it_is_not_required_is_asked_for(self, builder):
        with pytest.raises(Refused) as refusal:
            record(builder, assessment="NOT_REQUIRED")
        assert str(refusal.value) == str(circumstances.NOT_ASSESSED_REASON)
        address = page_url("record-circumstances", builder.victim)
        page = client_for(builder.cast.officer).post(
            address, NOTHING | {"assessment": "NOT_REQUIRED", "version": 1}
        )
        assert "Enter why the assessment is not required" in page_text(page)
        assert not Circumstances.objects.unscoped("test").exists()

    def test_the_form_records_it_and_what_was_not_asked_is_dropped(self, builder):
        address = page_url("record-circumstances", builder.victim)
        typed = NOTHING | {"assessment": "OUTSTANDING", "version": 1}
        typed |= date_parts("assessment_expected_on", DAY) | {"not_assessed_because": BECAUSE}
        assert client_for(builder.cast.officer).post(address, typed).status_code == 302
        row = Circumstances.objects.unscoped("test").get()
        assert (row.assessment_expected_on, row.not_assessed_because) == (DAY, "")

    def test_the_database_takes_no_other_pair(self, builder):
        record(builder, **DONE)
        row = Circumstances.objects.unscoped("test").get()
        for facts in (
            {"assessment": "NOT_REQUIRED"}, {"assessment_expected_on": DAY},
            {"not_assessed_because": BECAUSE},
            {"assessment": "OUTSTANDING", "mg2_id": add_mg2(builder).pk},
        ):  # fmt: skip
            row.pk, row.number, row.because, row._state.adding = None, 2, "Because.", True
            for name, value in (DONE | {"not_assessed_because": ""} | facts).items():
                setattr(row, name, value)
            with pytest.raises(DatabaseError, match="assessment_|mg2_of"), transaction.atomic():
                row.save(force_insert=True)

    def test_it_is_sealed_and_what_does_not_open_is_not_sent(self, builder):
        record(builder, **NOT_REQUIRED)
        builder.write()
        row = Circumstances.objects.unscoped("test").get()
        assert BECAUSE not in str(stored(row, "not_assessed_because"))
        overwrite(row, "not_assessed_because", "not_assessed_because || 'x'")
        assert UNREADABLE in read(builder, "see-referral", builder.referral, "officer")
        with pytest.raises(Refused, match="nothing was recorded"):
            builder.do(
                referrals.sign_referral_off, "supervisor", referral=builder.referral,
                supervisor_comments="Go.",
            )  # fmt: skip

    def test_no_later_version_copies_what_does_not_open(self, builder):
        record(builder, **NOT_REQUIRED)
        row = Circumstances.objects.unscoped("test").get()
        overwrite(row, "not_assessed_because", "not_assessed_because || 'x'")
        with pytest.raises(Refused, match="nothing was recorded"):
            record(builder, was_child="YES", reason="Her mother told us.")
        record(builder, **DONE, reason="It is done.")

    def test_the_cps_reads_nothing_of_it_before_it_is_sent(self, builder):
        record(builder, **NOT_REQUIRED)
        page = client_for(builder.cast.assistant).get(page_url("see-circumstances", builder.victim))
        assert page.status_code == 404


class TestTwoAtOnce:
    @pytest.fixture
    def tab(self, builder):
        record(builder, **OUTSTANDING)
        return Tab(
            client_for(builder.cast.officer), page_url("record-circumstances", builder.victim)
        )

    def typed(self, **more):
        shown = NOTHING | {"assessment": "OUTSTANDING", "reason": "Her mother told us so."}
        return shown | date_parts("assessment_expected_on", DAY) | more

    def test_what_only_the_other_changed_stays_theirs(self, builder, tab):
        record(builder, **DONE, reason="It came today.")
        page = tab.sends(**self.typed(was_child="YES"))
        assert page.status_code == 302, page_text(page)
        newest = Circumstances.objects.unscoped("test").latest("number")
        assert (newest.assessment, newest.was_child) == ("DONE", "YES")
        assert newest.assessment_expected_on is None

    def test_who_changes_the_same_reads_both(self, builder, tab):
        record(builder, **DONE, reason="It came today.")
        page = tab.sends(**self.typed(assessment="NOT_REQUIRED", not_assessed_because=BECAUSE))
        assert page.status_code == 409 and BECAUSE in page_text(page)
        assert Circumstances.objects.unscoped("test").latest("number").assessment == "DONE"


class TestTheCheck:
    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({}, ["Victim 1: whether it is done is not said"]),
            (NOT_REQUIRED, None),
            (OUTSTANDING | {"assessment_expected_on": day_from_today(0)}, None),
            ({"assessment": "OUTSTANDING"}, ["Victim 1: outstanding, and no day is known"]),
            (
                OUTSTANDING | {"assessment_expected_on": date(2026, 1, 5)},
                ["Victim 1: expected by 5 January 2026, which has passed"],
            ),
            (DONE, ["Victim 1: which document is their MG2 is not said"]),
        ],
    )
    def test_it_asks_of_each_victim_where_the_assessment_stands(self, builder, facts, told):
        record(builder, **facts)
        assert missing(builder, "special_measures_missing") == told

    def test_one_that_is_done_names_its_document(self, builder):
        named = add_mg2(builder)
        record(builder, **DONE)
        assert missing(builder, "special_measures_missing") == [UNNAMED]
        record(builder, **DONE, mg2=named, reason="It is named now.")
        assert missing(builder, "special_measures_missing") is None

    def test_the_mg2_of_one_victim_is_not_that_of_another(self, builder):
        second = add_second_victim(builder)
        named = add_mg2(builder)
        record(builder, **DONE, mg2=named)
        record(builder, **DONE, victim=second)
        told = "Victim 2: which document is their MG2 is not said"
        assert missing(builder, "special_measures_missing") == [told]
        with pytest.raises(Refused, match="not named as that of another victim"):
            record(builder, **DONE, victim=second, mg2=named, reason="It is the same one.")
        page = read(builder, "record-circumstances", second, "officer")
        assert str(named.pk) not in page and "No document of the case is an MG2" in page
        record(builder, **DONE, victim=second, mg2=add_mg2(builder), reason="It came today.")
        assert missing(builder, "special_measures_missing") is None

    def test_a_replacement_is_the_same_document(self, builder):
        named = add_mg2(builder)
        record(builder, **DONE, mg2=named)
        newer = builder.do(
            documents.replace_document, "officer", document=named, file=upload("mg2.pdf", pdf()),
            because="A page was missing from it.",
        )  # fmt: skip
        assert newer.pk != named.pk
        assert missing(builder, "special_measures_missing") is None
        assert circumstances_of_victim(builder.victim, by(builder)).mg2 == str(newer.pk)
        with pytest.raises(Refused, match="not named as that of another victim"):
            record(builder, **DONE, victim=add_second_victim(builder), mg2=newer)

    def test_one_of_another_type_is_none(self, builder):
        named = add_mg2(builder)
        record(builder, **DONE, mg2=named)
        builder.do(
            documents.classify_document, "officer", document=named, mg_form="MG11",
            changed_because="It is a statement.",
        )  # fmt: skip
        told = "Victim 1: what is named as their MG2 is of another type"
        assert missing(builder, "special_measures_missing") == [told]
        with pytest.raises(Refused, match="Select a document of this case of the type MG2"):
            record(builder, **DONE, mg2=named, was_child="YES", reason="Her mother said so.")

    def test_one_that_stays_with_the_police_is_not_sent(self, builder):
        named = add_mg2(builder)
        record(builder, **DONE, mg2=named)
        builder.do(
            police_only.keep_document_to_police, "officer", document=named, because="Sensitive.",
        )  # fmt: skip
        told = "Victim 1: the CPS does not get their MG2"
        assert missing(builder, "special_measures_missing") == [told]
        builder.submit()
        assert str(named.pk) not in str(sent(builder).as_sent)
        for page in pages_of_submission(builder):
            assert f"{MG2} Done" in page.replace("defence): ", "defence) ")
            assert named.title not in page
        assert named.title not in read(builder, "see-circumstances", builder.victim)

    def test_a_document_of_another_case_is_refused(self, builder):
        other = CaseBuilder(builder.cast)
        with pytest.raises(Refused, match="Select a document of this case of the type MG2"):
            record(builder, **DONE, mg2=add_mg2(other))

    def test_it_asks_of_whom_no_statement_was_offered(self, builder):
        assert missing(builder, "statement_not_said") == ["Victim 1"]
        give_statement(builder, "OFFERED", FIRST)
        assert missing(builder, "statement_not_said") is None


def test_circumstances_are_read_once_for_a_form_however_many_victims_there_are(builder):
    record(builder, **DONE)
    for _more in range(3):
        builder.do(cases.add_victim, "officer", case=builder.case)
    reader = by(builder)
    with reading_as(reader), CaptureQueriesContext(connection) as seen:
        found = victims_to_refer(builder.case, reader)
        statements = [each["sql"] for each in seen if each["sql"].startswith("SELECT ")]
        [reads] = [sql for sql in statements if "cases_circumstances" in sql]
        assert len(statements) == 2 and len(rows_of(reads)) == 1
    assert [each.number for each in found] == [1, 2, 3, 4]
    assert [dict(each.facts)[MG2] for each in found] == ["Done", *["Not said"] * 3]


def rows_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


class TestTheStatement:
    def test_the_newest_step_is_sent_and_stays(self, builder):
        give_statement(builder, "OFFERED", FIRST)
        give_statement(builder, "TAKEN", SECOND)
        builder.submit()
        give_statement(builder, "ADDED", SECOND)
        content = ReferralSnapshot.from_json(sent(builder).as_sent)
        assert [(each.victim, each.step, each.on) for each in content.statements] == [
            (1, "TAKEN", SECOND)
        ]
        for page in pages_of_submission(builder):
            assert f"{VPS} Taken on" in page.replace(":", "") and "Added to" not in page

    def test_that_it_is_to_be_offered_is_said(self, builder):
        builder.submit()
        for page in pages_of_submission(builder):
            assert f"{VPS} To be offered" in page.replace(":", "")

    def test_of_another_victim_nothing_is_sent(self, builder):
        other = builder.do(cases.add_victim, "officer", case=builder.case)
        row = VictimRecord.objects.unscoped("test").get(pk=other.pk)
        builder.do(record_personal_statement, "officer", record=row, step="DECLINED", on=FIRST)
        builder.submit()
        assert ReferralSnapshot.from_json(sent(builder).as_sent).statements == ()
        assert "Declined on" not in "".join(pages_of_submission(builder))

    def test_not_how_it_is_read_out_nor_who_recorded_it(self, builder):
        give_statement(builder, "TAKEN", SECOND)
        StatementEntry.objects.unscoped("test").get()
        builder.submit()
        assert {*sent(builder).as_sent["statements"][0]} == {"victim", "step", "on"}


class TestOlderAndNewerReleases:
    def test_a_submission_of_before_says_nothing_of_a_statement(self, builder):
        builder.submit()
        kept = {
            name: value for name, value in sent(builder).as_sent.items()
            if name not in ("statements", "assessments")
        }  # fmt: skip
        content = ReferralSnapshot.from_json(kept)
        assert content.statements is None and content.circumstances_of(1).assessment == ""

    def test_of_a_submission_of_before_one_mg2_is_enough(self, builder):
        record(builder, **DONE)
        builder.submit()
        row = {name: value for name, value in sent(builder).as_sent.items() if name != "mg2s"}
        content = ReferralSnapshot.from_json(row)
        [told] = missing_special_measures(content, builder.at)
        assert str(told) == "MG2: special measures assessment"
        paper = DocumentSnapshot("1", "assessed", "MG2", "")
        assert not missing_special_measures(replace(content, documents=(paper,)), builder.at)

    def test_the_release_before_reads_what_this_one_sends(self, builder):
        record(builder, **DONE, mg2=add_mg2(builder))
        builder.submit()
        kept = sent(builder).as_sent
        assert not {"mg2", "mg2_title"} & {*kept["circumstances"][0], *kept["assessments"][0]}

    def test_nothing_that_was_not_asked_then_is_said_not_to_be(self, builder, monkeypatch):
        store = ReferralSnapshot.to_json
        asked_since = ("statements", "assessments", "pleas", "mg2s")
        monkeypatch.setattr(
            ReferralSnapshot, "to_json",
            lambda row: {k: v for k, v in store(row).items() if k not in asked_since},
        )  # fmt: skip
        builder.submit()
        for page in pages_of_submission(builder):
            assert MG2 not in page and VPS not in page
        mg3 = read(builder, "see-mg3", sent(builder))
        assert "Plea that the police expect" not in mg3 and "Not said" not in mg3
        caller = Caller(builder.cast.police).for_(builder.cast.officer)
        [victim] = caller.get(f"/api/referrals/{builder.referral.pk}/").json()["victims"]
        assert victim["assessment"] is None and victim["statement"] is None
        told = read(builder, "return-referral", builder.referral)
        assert "Which plea do you expect" not in told

    def test_triage_is_not_told_that_what_was_sent_is_missing(self, builder):
        other = builder.add_suspect()
        record(builder)
        at_home = {"domestic_abuse": "YES", "abusers": [other]}
        record(builder, **DONE, **at_home, reason="He is one too.")
        builder.submit()
        [kept] = ReferralSnapshot.from_json(sent(builder).as_sent).circumstances
        assert kept.assessment == "DONE"
        told = read(builder, "accept-referral", builder.referral)
        assert "Victim 1: whether it is done is not said" not in told

    def test_the_release_before_can_read_the_circumstances(self, builder):
        record(builder, **NOT_REQUIRED)
        builder.submit()
        [row] = sent(builder).as_sent["circumstances"]
        assert {*row} == {
            "victim", "number", "abusers", "is_no_abuse", "was_child", "is_vulnerable", "grounds",
        }  # fmt: skip
        [kept] = ReferralSnapshot.from_json(sent(builder).as_sent).circumstances
        assert (kept.assessment, kept.not_assessed_because) == ("NOT_REQUIRED", BECAUSE)


def test_the_form_of_a_referral_shows_both_of_each_victim(builder):
    record(builder, **OUTSTANDING)
    give_statement(builder, "OFFERED", FIRST)
    told = read(builder, "write-referral", builder.case, "officer")
    assert f"Victim 1 {MG2} Outstanding, expected by 1 May 2027" in told
    assert f"{VPS} Offered on" in told


def test_a_change_is_in_the_comparison_of_submissions(builder):
    record(builder, **OUTSTANDING)
    builder.submit().send_back()
    record(builder, **DONE, reason="It came today.")
    builder.submit()
    page = client_for(builder.cast.assistant).get(page_url("see-changes", sent(builder)))
    changed = {str(each.label) for each in page.context["comparison"].changed}
    assert "Circumstances of Victim 1" in changed


def test_a_system_records_and_reads_it(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    address = f"/api/cases/victims/{builder.victim.pk}/circumstances/"
    wrong = caller.make(address, NOTHING | {"assessment": "NOT_REQUIRED"})
    assert wrong.status_code == 422 and "/not_assessed_because" in wrong.text
    named = str(add_mg2(builder).pk)
    wrong = caller.make(address, NOTHING | NOT_REQUIRED | {"mg2": named})
    assert wrong.status_code == 422 and "/mg2" in wrong.text
    assert caller.make(address, NOTHING | DONE | {"mg2": named}).status_code == 201
    [victim] = caller.get(f"/api/cases/{builder.case.pk}/").json()["victims"]
    assert victim["circumstances"]["mg2"] == named
    corrected = NOTHING | NOT_REQUIRED | {"reason": "She was not assessed after all."}
    made = caller.make(address, corrected)
    assert made.status_code == 201, made.text
    [victim] = caller.get(f"/api/cases/{builder.case.pk}/").json()["victims"]
    shown = victim["circumstances"]
    assert (shown["assessment"], shown["not_assessed_because"]) == ("NOT_REQUIRED", BECAUSE)
    assert shown["assessment_expected_on"] is None


def test_a_system_reads_what_was_sent_of_each_victim(builder):
    record(builder, **OUTSTANDING)
    give_statement(builder, "TAKEN", SECOND)
    builder.submit()
    record(builder, **DONE, reason="It came today.")
    give_statement(builder, "ADDED", SECOND)
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    read = caller.get(f"/api/referrals/{builder.referral.pk}/").json()
    assert read["victims"] == [{
        "victim": 1, "assessment": "OUTSTANDING", "not_assessed_because": "",
        "assessment_expected_on": "2027-05-01", "mg2": "", "statement": "TAKEN",
        "statement_on": "2026-02-27",
    }]  # fmt: skip


WORDS = (
    "assessment_text", "circumstances_texts", "circumstances_json", "not_assessed_because",
    "measures_texts", "facts_of_victims",
)  # fmt: skip


def test_no_letter_pack_figure_or_page_for_others_reads_an_mg2():
    """It is not disclosable to the defence, so it stays on the pages of police and prosecutors."""
    folders = (
        "victims", "pilots", "people", "timeliness", "templates/victims", "templates/pilots",
    )  # fmt: skip
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    texts = [(path, path.read_text()) for path in files if path.suffix in (".py", ".html", ".sql")]
    assert len(texts) > 300
    assert not [path for path, text in texts if any(word in text for word in WORDS)]
