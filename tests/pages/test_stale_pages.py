"""
Two people open every page that changes facts; each change is saved, and nothing else.

Pages are read and sent as a browser does, and the result is read from the page again.
"""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from benchmarks.load.forms import HtmlForms
from cases.action_plans.actions import standard_wordings
from cases.case_details.actions.circumstances import record_circumstances
from cases.case_details.actions.personal_details import record_personal_details
from cases.models import Referral
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.models import Agency
from people.web.edit_forms import EditForm
from pilots.actions import pilots
from tests.cases.test_referral_pages import send_back_to_officer
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.cases.sample_files import add_document
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.victims.test_meetings import arrange_meeting_of, record_of
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
START = days_ago(2)
FACTS = {
    "AmendItemForm",
    "AmendWordingForm",
    "ArrangeMeetingForm",
    "ChangeAgencyForm",
    "ChangePersonForm",
    "ChangePilotForm",
    "ChangePilotAreaForm",
    "ChangeSystemForm",
    "ChangeUnitForm",
    "ClassifyDocumentForm",
    "CorrectHeldMaterialForm",
    "CorrectSuspectForm",
    "MailChoiceForm",
    "NameVictimContactForm",
    "RecordCircumstancesForm",
    "RecordCrimeReferenceForm",
    "RecordCustodyForm",
    "RecordPersonalDetailsForm",
    "RecordSpecialismsForm",
    "ReviseReferralForm",
    "RecordWishesForm",
}
# Forms that sign, judge, answer or do something once. Their actions refuse stale ones.
REFUSED_WHEN_STALE = {
    "RecordConsentForm",
    "LinkSignInForm",
    "SetPublicKeysForm",
    "SettlePassageForm",
    "AcceptAnswerForm",
    "AcceptItemForm",
    "AcceptReferralForm",
    "AcceptChargeReportForm",
    "AcknowledgeReviewForm",
    "AllocateCaseForm",
    "AnswerChallengeForm",
    "AnswerDateRequestForm",
    "AnswerDueDateForm",
    "AnswerExtensionForm",
    "AnswerNoteForm",
    "AnswerItemForm",
    "AnswerOutcomeForm",
    "AnswerChargeReportForm",
    "AnswerVariationForm",
    "AskForDateForm",
    "CancelItemForm",
    "ChangeAddressForm",
    "ChallengeItemForm",
    "ConfirmLetterForm",
    "ConfirmChangeForm",
    "CorrectChargeReportForm",
    "CorrectNoteAnswerForm",
    "CorrectUrgencyForm",
    "CountersignDecisionForm",
    "CountersignReversalForm",
    "CountersignStopForm",
    "CoverCaseForm",
    "DecideReviewForm",
    "DeclineDecisionForm",
    "DeclineReversalForm",
    "DeactivatePersonForm",
    "DeclineStopForm",
    "EditLetterForm",
    "JustifyItemForm",
    "MergeAgencyForm",
    "MergeUnitForm",
    "MoveUnitForm",
    "NameReviewerForm",
    "ProposeDueDateForm",
    "ProposeFromGapsForm",
    "ProposeOutcomeForm",
    "ProposedChangeForm",
    "ProposedPlanForm",
    "QueryChargeReportForm",
    "ReviewLetterForm",
    "ReallocateCaseForm",
    "ReclassifyItemForm",
    "RecordContactForm",
    "ReportChargeForm",
    "ReportConditionsForm",
    "ReportDisposalForm",
    "ReturnReferralForm",
    "ReviseChargeForm",
    "ReviseDecisionForm",
    "ReviseDisposalForm",
    "SayWhatIsMissingForm",
    "SendChallengeUpForm",
    "SendClosingReportBackForm",
    "SendExtensionUpForm",
    "SignClosingReportForm",
    "SendLetterForm",
    "SetAreasForm",
    "SetRouteForm",
    "SuperviseReferralForm",
    "TellReviewOutcomeForm",
    "UnlinkSignInsForm",
    "VaryConditionsForm",
    "VaryItemForm",
    "WithdrawChallengeForm",
    "WithdrawDateRequestForm",
    "WithdrawExtensionForm",
    "WithdrawReviewForm",
    # Of the API: the number that was read is refused where there is a newer one.
    "AcceptChargeReportApiForm",
    "CorrectChargeReportApiForm",
    "CountersignDecisionApiForm",
    "DeclineDecisionApiForm",
    "NumberReadForm",
    "ProposedPlanApiForm",
    "QueryChargeReportApiForm",
    "ProposeOutcomeApiForm",  # as its page's
    "RecordCharacteristicsForm",  # shows no stored answer, and writes only what is changed
    "RecordIdentityForm",  # shows no stored value, and writes only what is typed
}


def edit_form_classes(of=EditForm):
    for kind in of.__subclasses__():
        yield kind
        yield from edit_form_classes(kind)


@pytest.mark.register
def test_each_form_about_a_row_is_merged_or_refused_and_this_list_says_which():
    assert get_resolver().url_patterns  # loads all forms
    ours = {
        each.__name__ for each in edit_form_classes() if not each.__module__.startswith("tests.")
    }
    assert ours == FACTS | REFUSED_WHEN_STALE
    assert not FACTS & REFUSED_WHEN_STALE


@module_fixture
def builder():
    builder = CaseBuilder(cast(), at=START).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.cast.contact = person(builder.cast.police, "contact_victims", name="Cleo Contact")
    builder.cast.admin = person(make_administration_unit(), "administer_accounts")
    return builder


def url_to(name, *args):
    return reverse(name, args=args)


def suspect_url(name):
    return lambda builder: url_to(name, builder.suspects[0].pk)


def record_url(name):
    return lambda builder: url_to(name, builder.victim.pk)


def referral_url(builder):
    again = CaseBuilder(builder.cast, at=builder.at).write()
    return url_to("revise-referral", send_back_to_officer(again).referral.pk)


def item_url(builder):
    again = CaseBuilder(builder.cast, at=builder.at).allocate().plan()
    return url_to("amend-item", again.items[0].pk)


def wording_url(builder):
    said_ = {"category": "RECORDS", "title": "Phone records", "text": "Obtain them."}
    return url_to("amend-wording", builder.do(standard_wordings.add_wording, "manager", **said_).pk)


def make_pilot(builder):
    by = scope(builder.cast.admin, builder.at)
    said_ = {"name": "A pilot", "strands": ["EARLY_ADVICE"], "purpose": "To be told sooner."}
    return pilots.add_pilot(by=by, at=builder.at, follow_up_days=90, **said_)


def circumstances_url(builder):
    victim = builder.case.victims.unscoped("test").get(number=1)
    facts = {"domestic_abuse": "NO", "was_child": "NO", "is_vulnerable": "NO"}
    builder.do(record_circumstances, "officer", victim=victim, **facts)
    return url_to("record-circumstances", victim.pk)


def personal_details_url(builder):
    facts = {"gender": "MALE", "needs_interpreter": "NO", "nationality": "Not stated"}
    facts["ethnic_group"] = "NOT_ASKED"
    builder.do(record_personal_details, "officer", suspect=builder.suspects[0], **facts)
    return url_to("record-personal-details", builder.suspects[0].pk)


# (URL, who changes it first, their change, who had it open, their change)
CASES = {
    "wishes": (
        record_url("record-wishes"),
        "contact",
        {"text_is_safe": "NO"},
        "liaison",
        {"access_needs": "Breaks"},
    ),
    "naming": (
        record_url("name-victim-contact"),
        "supervisor",
        {"person": "contact"},
        "supervisor",
        {},
    ),
    "custody": (
        suspect_url("record-custody"),
        "officer",
        {"arrested_on-day": "15", "arrested_on-month": "1", "arrested_on-year": "2026"},
        "officer",
        {"released_on-day": "3"},
    ),
    "name": (
        suspect_url("correct-suspect"),
        "officer",
        {"surname": "Juniper"},
        "officer",
        {"given_names": "Sal"},
    ),
    "personal details": (
        personal_details_url,
        "officer",
        {"nationality": "Polish"},
        "supervisor",
        {"gender": "NOT_KNOWN"},
    ),
    "circumstances": (
        circumstances_url,
        "officer",
        {"was_child": "YES"},
        "supervisor",
        {"is_vulnerable": "NOT_KNOWN"},
    ),
    "crime": (
        lambda builder: url_to("record-crime-reference", builder.case.pk),
        "officer",
        {"crime_reference": "5226/0077-01"},
        "officer",
        {},
    ),
    "referral": (
        referral_url,
        "officer",
        {"summary": "Theirs."},
        "officer",
        {"lines_done": "Mine."},
    ),
    "item": (
        item_url,
        "prosecutor",
        {"new_text": "Take two."},
        "prosecutor",
        {"proportionality": "Both of them are short."},
    ),
    "wording": (wording_url, "manager", {"title": "Phones"}, "manager", {"text": "Ask for them."}),
    "meeting": (
        lambda builder: url_to(
            "arrange-meeting",
            arrange_meeting_of(builder, meets_at=builder.at + timedelta(days=9)).pk,
        ),
        "officer",
        {"place": "Room 5"},
        "liaison",
        {"planned_minutes": "60"},
    ),
    "document": (
        lambda builder: url_to("classify-document", add_document(builder).pk),
        "officer",
        {"mg_form": "MG5"},
        "officer",
        {},
    ),
    "agency": (
        lambda builder: url_to("change-agency", builder.cast.police.agency_id),
        "admin",
        {"name": "Another Force"},
        "admin",
        {"force_code": "99"},
    ),
    "unit": (
        lambda builder: url_to("change-unit", builder.cast.cps.pk),
        "admin",
        {"name": "Another unit"},
        "admin",
        {"area": "Wessex"},
    ),
    "person": (
        lambda builder: url_to("change-person", builder.cast.officer.pk),
        "admin",
        {"name": "Other Name"},
        "admin",
        {},
    ),
    "pilot": (
        lambda builder: url_to("change-pilot", make_pilot(builder).pk),
        "admin",
        {"name": "B pilot"},
        "admin",
        {"follow_up_days": "60"},
    ),
    "specialisms": (
        lambda builder: url_to("record-specialisms", builder.cast.prosecutor.pk),
        "manager",
        {"codes": "CHILDREN"},
        "manager",
        {},
    ),
}
EXPLAINED = {"changed_because": "The papers say it another way."}
NEEDED_TOO = {
    **dict.fromkeys(
        ("custody", "name", "crime", "document", "agency", "unit", "person", "pilot", "meeting"),
        EXPLAINED,
    ),
    "circumstances": {"reason": "The mother of the victim told us."},
    "item": {"reason": "The defence needs it now."},
    "wording": {"reason": "It asked for far too much."},
}


def form_data_of(page):
    """What a browser would send of the form on the page."""
    sent = HtmlForms(page.content.decode()).asking("opened")
    assert sent is not None, page_text(page)
    return {name: answers for name, answers in sent.items() if name != "csrfmiddlewaretoken"}


def posted_value(builder, given):
    """A value of the list above; some stand for the id of a row."""
    if given == "contact":
        return [str(builder.cast.contact.pk)]
    if given == "CPS Wessex":
        return [str(Agency.objects.get(name=given).pk)]
    return [given]


@pytest.mark.parametrize("case", CASES)
def test_an_untouched_field_is_as_the_other_person_saved_it(builder, case):
    address, first, theirs, second, mine = CASES[case]
    address = address(builder)
    theirs, mine = (
        {n: posted_value(builder, v) for n, v in each.items()} for each in (theirs, mine)
    )
    one, two = client_for(getattr(builder.cast, first)), client_for(getattr(builder.cast, second))
    needed = NEEDED_TOO.get(case, {})
    before = form_data_of(two.get(address))

    answer = one.post(address, form_data_of(one.get(address)) | theirs | needed)
    assert answer.status_code == 302, page_text(answer)
    if case == "referral":
        send_back_newest(builder)
    answer = two.post(address, before | mine | needed)
    assert answer.status_code == 302, page_text(answer)
    if case == "referral":
        send_back_newest(builder)

    now = form_data_of(two.get(address))
    assert now != before
    for name in before.keys() - {"form_key", "version", "opened", "continues", *needed}:
        assert now.get(name) == (before | theirs | mine)[name], name
    for name, given in (theirs | mine).items():
        assert now.get(name) == given


def send_back_newest(builder):
    builder.referral = Referral.objects.unscoped("test").order_by("-written_at").first()
    send_back_to_officer(builder)


# The wishes of a victim, in both orders


def post_wishes(client, record, opened=None, **typed):
    address = url_to("record-wishes", record.pk)
    sent = dict(opened or form_data_of(client.get(address))) | EXPLAINED
    return client.post(address, sent | {name: [text] for name, text in typed.items()})


def record_on_case(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


@pytest.fixture
def record_with_safe_text(builder):
    """A record with a safe text, an unsafe voicemail, and a caution."""
    answers = {"text_is_safe": "YES", "voicemail_is_safe": "NO", "care": "Ex-partner opens post."}
    post_wishes(client_for(builder.cast.contact), record_of(builder), **answers)
    return record_of(builder)


@pytest.mark.parametrize(("field", "was", "became"), [
    ("text_is_safe", "YES", "NO"), ("voicemail_is_safe", "NO", "YES"),
])  # fmt: skip
def test_the_second_to_send_does_not_put_back_what_they_never_touched(
    builder, record_with_safe_text, field, was, became
):
    liaison, contact = client_for(builder.cast.liaison), client_for(builder.cast.contact)
    opened = form_data_of(contact.get(url_to("record-wishes", record_with_safe_text.pk)))
    assert opened[field] == [was]
    post_wishes(
        liaison, record_with_safe_text, **{field: became, "care": "Never text: shared tablet."}
    )
    answer = post_wishes(contact, record_with_safe_text, opened, safe_times="mornings")

    assert answer.status_code == 302
    record = record_on_case(builder)
    assert getattr(record, field) == became and record.care == "Never text: shared tablet."
    assert record.safe_times == "mornings"
    before, last = list(record.history.all().order_by("history_id"))[-2:]
    assert last.history_user == builder.cast.contact
    assert {n for n in opened if hasattr(record, n) and getattr(last, n) != getattr(before, n)} == {
        "safe_times", "version",
    }  # fmt: skip


@pytest.mark.parametrize("theirs", ["YES", "NO"])
def test_where_both_answer_otherwise_no_stands_at_once_and_one_click_more_changes_nothing(
    builder, record_with_safe_text, theirs
):
    mine = {"YES": "NO", "NO": "YES"}[theirs]
    post_wishes(client_for(builder.cast.contact), record_with_safe_text, text_is_safe="NOT_ASKED")
    liaison, contact = client_for(builder.cast.liaison), client_for(builder.cast.contact)
    opened = form_data_of(contact.get(url_to("record-wishes", record_with_safe_text.pk)))
    post_wishes(liaison, record_with_safe_text, text_is_safe=theirs, care="Shared tablet.")
    page = post_wishes(
        contact, record_with_safe_text, opened, text_is_safe=mine, care="Ask for the word first."
    )

    assert page.status_code == 409
    assert record_on_case(builder).text_is_safe == "NO"
    assert record_on_case(builder).care == "Shared tablet.\nAsk for the word first."
    told = page_text(page)
    assert "Saved before yours: " + theirs.capitalize() in told
    assert "What you typed: " + mine.capitalize() in told
    form = form_data_of(page)
    assert post_wishes(contact, record_with_safe_text, form).status_code == 302
    assert (
        record_on_case(builder).text_is_safe == "NO"
        and "Shared tablet." in record_on_case(builder).care
    )
    assert (
        post_wishes(contact, record_with_safe_text, text_is_safe="YES").status_code == 302
    )  # somebody changes it
    assert record_on_case(builder).text_is_safe == "YES"


def test_the_same_conflict_sent_by_two_clicks_is_saved_once(builder, record_with_safe_text):
    liaison, contact = client_for(builder.cast.liaison), client_for(builder.cast.contact)
    opened = form_data_of(contact.get(url_to("record-wishes", record_with_safe_text.pk)))
    post_wishes(liaison, record_with_safe_text, language="Welsh")
    for _click in range(2):
        page = post_wishes(
            contact, record_with_safe_text, opened, language="Polish", text_is_safe="NO"
        )
        assert page.status_code == 409
    record = record_on_case(builder)
    assert (record.language, record.text_is_safe) == ("Welsh", "NO")
    assert form_data_of(page)["language"] == ["Polish"]  # no input is lost
    assert post_wishes(contact, record_with_safe_text, form_data_of(page)).status_code == 302
    assert record_on_case(builder).language == "Polish"


def safe_hours_row(row, **given):
    """What a browser sends of one row of safe hours."""
    return {f"safe_hours-{row}-{part}": answers for part, answers in given.items()}


def test_of_two_sets_of_safe_hours_those_in_both_stand(builder, record_with_safe_text):
    liaison, contact = client_for(builder.cast.liaison), client_for(builder.cast.contact)
    address = url_to("record-wishes", record_with_safe_text.pk)
    opened = form_data_of(contact.get(address))
    theirs = safe_hours_row(1, days=["1", "2", "3"], **{"from": ["09:00"], "until": ["12:00"]})
    mine = safe_hours_row(1, days=["2", "3", "4"], **{"from": ["11:00"], "until": [""]})
    assert liaison.post(address, form_data_of(liaison.get(address)) | theirs).status_code == 302
    page = contact.post(address, opened | mine | EXPLAINED)

    assert page.status_code == 409
    assert "Monday to Wednesday, 9am to midday" in page_text(page)
    assert "Tuesday to Thursday, from 11am" in page_text(page)
    both = [{"days": [2, 3], "from": "11:00", "until": "12:00"}]
    assert record_on_case(builder).safe_hours == both
    assert contact.post(address, form_data_of(page)).status_code == 302
    assert record_on_case(builder).safe_hours == both


def test_safe_hours_that_its_sender_did_not_touch_are_as_the_other_saved_them(
    builder, record_with_safe_text
):
    liaison, contact = client_for(builder.cast.liaison), client_for(builder.cast.contact)
    address = url_to("record-wishes", record_with_safe_text.pk)
    opened = form_data_of(contact.get(address))
    theirs = safe_hours_row(1, days=["1"], **{"from": ["09:00"], "until": ["12:00"]})
    liaison.post(address, form_data_of(liaison.get(address)) | theirs)
    assert post_wishes(contact, record_with_safe_text, opened, language="Welsh").status_code == 302
    assert record_on_case(builder).safe_hours == [{"days": [1], "from": "09:00", "until": "12:00"}]
    assert record_on_case(builder).language == "Welsh"
