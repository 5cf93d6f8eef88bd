"""
Two people open every page that changes facts; each change is saved, and nothing else.

Pages are read and sent as a browser does, and the result is read from the page again.
"""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from benchmarks.load.forms import HtmlForms
from cases.action_plans.actions import standard_wordings
from cases.models import Referral
from devtools.case_builder import Road, cast, cps_unit, person, scope
from people.models import Agency
from people.web.edit_forms import EditForm
from pilots.actions import pilots
from tests.cases.test_referral_pages import send_back
from tests.support.cases.pages import as_, said
from tests.support.cases.permission_matrix import office
from tests.support.cases.sample_files import a_document
from tests.support.module_fixtures import standing
from tests.support.pilots.permission_matrix import a_pilot_area
from tests.victims.test_meetings import arranged, record_of
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
START = timezone.now() - timedelta(days=2)
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
    "CorrectSuspectForm",
    "NameVictimContactForm",
    "RecordCrimeReferenceForm",
    "RecordCustodyForm",
    "RecordSpecialismsForm",
    "ReviseReferralForm",
    "SetRouteForm",
    "RecordWishesForm",
}
# Forms that sign, judge, answer or do something once. Their actions refuse stale ones.
REFUSED_WHEN_STALE = {
    "AcceptAnswerForm",
    "AcceptItemForm",
    "AcceptReferralForm",
    "AcceptChargeReportForm",
    "AcknowledgeReviewForm",
    "AllocateCaseForm",
    "AnswerChallengeForm",
    "AnswerDateRequestForm",
    "AnswerItemForm",
    "AnswerOutcomeForm",
    "AnswerChargeReportForm",
    "AnswerVariationForm",
    "AskForDateForm",
    "CancelItemForm",
    "ChallengeItemForm",
    "ConfirmLetterForm",
    "ConfirmChangeForm",
    "CorrectChargeReportForm",
    "CountersignDecisionForm",
    "CoverCaseForm",
    "DecideReviewForm",
    "DeclineDecisionForm",
    "EditLetterForm",
    "MergeUnitForm",
    "NameReviewerForm",
    "ProposeOutcomeForm",
    "ProposedPlanForm",
    "QueryChargeReportForm",
    "ReviewLetterForm",
    "ReallocateCaseForm",
    "RecordContactForm",
    "ReturnReferralForm",
    "ReviseDecisionForm",
    "SayWhatIsMissingForm",
    "SendChallengeUpForm",
    "SendLetterForm",
    "SuperviseReferralForm",
    "TellReviewOutcomeForm",
    "VaryItemForm",
    "WithdrawChallengeForm",
    "WithdrawDateRequestForm",
    "WithdrawReviewForm",
    "RecordIdentityForm",  # shows no stored value, and writes only what is typed
}


def kinds(of=EditForm):
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_each_form_about_a_row_is_merged_or_refused_and_this_list_says_which():
    assert get_resolver().url_patterns  # loads all forms
    ours = {each.__name__ for each in kinds() if not each.__module__.startswith("tests.")}
    assert ours == FACTS | REFUSED_WHEN_STALE
    assert not FACTS & REFUSED_WHEN_STALE


@standing
def road():
    road = Road(cast(), at=START).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.cast.contact = person(road.cast.police, "contact_victims", name="Cleo Contact")
    road.cast.admin = person(office(), "administer_accounts")
    return road


def to(name, *args):
    return reverse(name, args=args)


def of_suspect(name):
    return lambda road: to(name, road.suspects[0].pk)


def of_record(name):
    return lambda road: to(name, road.victim.pk)


def a_referral(road):
    again = Road(road.cast, at=road.at).write()
    return to("revise-referral", send_back(again).referral.pk)


def an_item(road):
    again = Road(road.cast, at=road.at).allocate().plan()
    return to("amend-item", again.items[0].pk)


def a_wording(road):
    said_ = {"category": "RECORDS", "title": "Phone records", "text": "Obtain them."}
    return to("amend-wording", road.do(standard_wordings.add_wording, "manager", **said_).pk)


def a_pilot(road):
    by = scope(road.cast.admin, road.at)
    said_ = {"name": "A pilot", "strands": ["EARLY_ADVICE"], "purpose": "To be told sooner."}
    return pilots.add_pilot(by=by, at=road.at, follow_up_days=90, **said_)


def an_area(road):
    area = pilots.add_pilot_area(
        pilot=a_pilot(road), by=scope(road.cast.admin, road.at), at=road.at,
        area=Agency.objects.get(name="CPS South West").pk, is_comparator=False,
        starts_on=(road.at + timedelta(days=30)).date(), unit=a_pilot_area().pk,
    )  # fmt: skip
    return to("change-pilot-area", area.pk)


def another_cps_unit(road):
    road.other = cps_unit()
    return to("set-route", road.cast.police.pk)


# (URL, who changes it first, their change, who had it open, their change)
CASES = {
    "wishes": (of_record("record-wishes"), "contact", {"text_is_safe": "NO"}, "liaison",
               {"access_needs": "Breaks"}),
    "naming": (of_record("name-victim-contact"), "supervisor", {"person": "contact"}, "supervisor",
               {}),
    "custody": (of_suspect("record-custody"), "officer", {"arrested_on-day": "15",
                "arrested_on-month": "1", "arrested_on-year": "2026"}, "officer",
                {"released_on-day": "3"}),
    "name": (of_suspect("correct-suspect"), "officer", {"surname": "Juniper"}, "officer",
             {"given_names": "Sal"}),
    "crime": (lambda road: to("record-crime-reference", road.case.pk), "officer",
              {"crime_reference": "5226/0077-01"}, "officer", {}),
    "referral": (a_referral, "officer", {"summary": "Theirs."}, "officer",
                 {"lines_done": "Mine."}),
    "item": (an_item, "prosecutor", {"new_text": "Take two."}, "prosecutor",
             {"proportionality": "Both of them are short."}),
    "wording": (a_wording, "manager", {"title": "Phones"}, "manager", {"text": "Ask for them."}),
    "meeting": (lambda road: to("arrange-meeting", arranged(road, meets_at=road.at
                + timedelta(days=9)).pk), "officer", {"place": "Room 5"}, "liaison",
                {"planned_minutes": "60"}),
    "document": (lambda road: to("classify-document", a_document(road).pk), "officer",
                 {"mg_form": "MG5"}, "officer", {}),
    "agency": (lambda road: to("change-agency", road.cast.police.agency_id), "admin",
               {"name": "Another Force"}, "admin", {"areas": "CPS Wessex"}),
    "unit": (lambda road: to("change-unit", road.cast.cps.pk), "admin", {"name": "Another unit"},
             "admin", {"area": "Wessex"}),
    "route": (another_cps_unit, "admin", {"cps_unit": "other"}, "admin", {}),
    "person": (lambda road: to("change-person", road.cast.officer.pk), "admin",
               {"name": "Other Name"}, "admin", {"email": "other@example.org"}),
    "pilot": (lambda road: to("change-pilot", a_pilot(road).pk), "admin", {"name": "B pilot"},
              "admin", {"follow_up_days": "60"}),
    "pilot area": (an_area, "admin", {"is_comparator": "on"}, "admin", {"starts_on-day": "17"}),
    "specialisms": (lambda road: to("record-specialisms", road.cast.prosecutor.pk), "manager",
                    {"codes": "CHILDREN"}, "manager", {}),
}  # fmt: skip
NEEDED_TOO = {
    "item": {"reason": "The defence needs it now."},
    "wording": {"reason": "It asked for far too much."},
}


def form_of(page):
    """What a browser would send of the form on the page."""
    sent = HtmlForms(page.content.decode()).asking("opened")
    assert sent is not None, said(page)
    return {name: answers for name, answers in sent.items() if name != "csrfmiddlewaretoken"}


def value(road, given):
    """A value of the list above; some stand for the id of a row."""
    if given in ("contact", "other"):
        row = road.cast.contact if given == "contact" else road.other
        return [str(row.pk)]
    if given == "CPS Wessex":
        return [str(Agency.objects.get(name=given).pk)]
    return [given]


@pytest.mark.parametrize("case", CASES)
def test_what_its_sender_did_not_touch_is_as_the_other_saved_it(road, case):
    address, first, theirs, second, mine = CASES[case]
    address = address(road)
    theirs, mine = ({n: value(road, v) for n, v in each.items()} for each in (theirs, mine))
    one, two = as_(getattr(road.cast, first)), as_(getattr(road.cast, second))
    needed = NEEDED_TOO.get(case, {})
    before = form_of(two.get(address))

    answer = one.post(address, form_of(one.get(address)) | theirs | needed)
    assert answer.status_code == 302, said(answer)
    if case == "referral":
        send_back_newest(road)
    answer = two.post(address, before | mine | needed)
    assert answer.status_code == 302, said(answer)
    if case == "referral":
        send_back_newest(road)

    now = form_of(two.get(address))
    assert now != before
    for name in before.keys() - {"form_key", "version", "opened", "continues", *needed}:
        assert now.get(name) == (before | theirs | mine)[name], name
    for name, given in (theirs | mine).items():
        assert now.get(name) == given


def send_back_newest(road):
    road.referral = Referral.objects.unscoped("test").order_by("-written_at").first()
    send_back(road)


# The wishes of a victim, in both orders


def wishes(client, record, opened=None, **typed):
    address = to("record-wishes", record.pk)
    sent = dict(opened or form_of(client.get(address)))
    return client.post(address, sent | {name: [text] for name, text in typed.items()})


def known(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


@pytest.fixture
def safe(road):
    """A record with a safe text, an unsafe voicemail, and a caution."""
    answers = {"text_is_safe": "YES", "voicemail_is_safe": "NO", "care": "Ex-partner opens post."}
    wishes(as_(road.cast.contact), record_of(road), **answers)
    return record_of(road)


@pytest.mark.parametrize(("field", "was", "became"), [
    ("text_is_safe", "YES", "NO"), ("voicemail_is_safe", "NO", "YES"),
])  # fmt: skip
def test_the_second_to_send_does_not_put_back_what_they_never_touched(
    road, safe, field, was, became
):
    liaison, contact = as_(road.cast.liaison), as_(road.cast.contact)
    opened = form_of(contact.get(to("record-wishes", safe.pk)))
    assert opened[field] == [was]
    wishes(liaison, safe, **{field: became, "care": "Never text: shared tablet."})
    answer = wishes(contact, safe, opened, safe_times="mornings")

    assert answer.status_code == 302
    record = known(road)
    assert getattr(record, field) == became and record.care == "Never text: shared tablet."
    assert record.safe_times == "mornings"
    before, last = list(record.history.all().order_by("history_id"))[-2:]
    assert last.history_user == road.cast.contact
    assert {n for n in opened if hasattr(record, n) and getattr(last, n) != getattr(before, n)} == {
        "safe_times", "version",
    }  # fmt: skip


@pytest.mark.parametrize("theirs", ["YES", "NO"])
def test_where_both_answer_otherwise_no_stands_at_once_and_one_click_more_changes_nothing(
    road, safe, theirs
):
    mine = {"YES": "NO", "NO": "YES"}[theirs]
    wishes(as_(road.cast.contact), safe, text_is_safe="NOT_ASKED")
    liaison, contact = as_(road.cast.liaison), as_(road.cast.contact)
    opened = form_of(contact.get(to("record-wishes", safe.pk)))
    wishes(liaison, safe, text_is_safe=theirs, care="Shared tablet.")
    page = wishes(contact, safe, opened, text_is_safe=mine, care="Ask for the word first.")

    assert page.status_code == 409
    assert known(road).text_is_safe == "NO"
    assert known(road).care == "Shared tablet.\nAsk for the word first."
    told = said(page)
    assert "Saved before yours: " + theirs.capitalize() in told
    assert "What you typed: " + mine.capitalize() in told
    form = form_of(page)
    assert wishes(contact, safe, form).status_code == 302
    assert known(road).text_is_safe == "NO" and "Shared tablet." in known(road).care
    assert wishes(contact, safe, text_is_safe="YES").status_code == 302  # somebody changes it
    assert known(road).text_is_safe == "YES"


def test_the_same_conflict_sent_by_two_clicks_is_saved_once(road, safe):
    liaison, contact = as_(road.cast.liaison), as_(road.cast.contact)
    opened = form_of(contact.get(to("record-wishes", safe.pk)))
    wishes(liaison, safe, language="Welsh")
    for _click in range(2):
        page = wishes(contact, safe, opened, language="Polish", text_is_safe="NO")
        assert page.status_code == 409
    record = known(road)
    assert (record.language, record.text_is_safe) == ("Welsh", "NO")
    assert form_of(page)["language"] == ["Polish"]  # no input is lost
    assert wishes(contact, safe, form_of(page)).status_code == 302
    assert known(road).language == "Polish"


def hours(row, **given):
    """What a browser sends of one row of safe hours."""
    return {f"safe_hours-{row}-{part}": answers for part, answers in given.items()}


def test_of_two_sets_of_safe_hours_those_in_both_stand(road, safe):
    liaison, contact = as_(road.cast.liaison), as_(road.cast.contact)
    address = to("record-wishes", safe.pk)
    opened = form_of(contact.get(address))
    theirs = hours(1, days=["1", "2", "3"], **{"from": ["09:00"], "until": ["12:00"]})
    mine = hours(1, days=["2", "3", "4"], **{"from": ["11:00"], "until": [""]})
    assert liaison.post(address, form_of(liaison.get(address)) | theirs).status_code == 302
    page = contact.post(address, opened | mine)

    assert page.status_code == 409
    assert "Monday to Wednesday, 9am to midday" in said(page)
    assert "Tuesday to Thursday, from 11am" in said(page)
    both = [{"days": [2, 3], "from": "11:00", "until": "12:00"}]
    assert known(road).safe_hours == both
    assert contact.post(address, form_of(page)).status_code == 302
    assert known(road).safe_hours == both


def test_safe_hours_that_its_sender_did_not_touch_are_as_the_other_saved_them(road, safe):
    liaison, contact = as_(road.cast.liaison), as_(road.cast.contact)
    address = to("record-wishes", safe.pk)
    opened = form_of(contact.get(address))
    theirs = hours(1, days=["1"], **{"from": ["09:00"], "until": ["12:00"]})
    liaison.post(address, form_of(liaison.get(address)) | theirs)
    assert wishes(contact, safe, opened, language="Welsh").status_code == 302
    assert known(road).safe_hours == [{"days": [1], "from": "09:00", "until": "12:00"}]
    assert known(road).language == "Welsh"
