"""
What the police add to the allegations against a suspect whom the CPS has.

The act itself sends what is about a victim whom the CPS knows. The rest is private to the police
until a referral of the suspect is sent (ADR 61).
"""

from datetime import date

import pytest

from cases.case_details.actions.allegations import correct_allegation
from cases.case_details.queries.allegation_readers import (
    AT_ONCE,
    AT_ONCE_IF_KNOWN,
    CORRECTED_AT_ONCE_IF_KNOWN,
)
from cases.models import Allegation
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.security.test_added_later import (
    NAME,
    add_allegation_against,
    build_case_with_later_facts,
    nth_offence,
    revealing_texts,
)
from tests.security.test_before_sign_off import warmed_client
from tests.support.cases.decisions import countersign_no_charge, propose_no_charge
from tests.support.cases.pages import date_parts
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ("write", "has been referred: Waiting for supervisor’s sign-off. Withdraw"),
        ("allocate decide", "No further action has already been decided on suspect 1"),
    ],
)
def test_nothing_more_is_alleged_while_a_supervisor_reads_or_once_it_is_decided(steps, reason):
    builder = CaseBuilder(cast())
    for step in steps.split():
        getattr(builder, step, lambda: decide_not_to_charge(builder))()
    with pytest.raises(Refused, match=reason) as refusal:
        add_allegation_against(builder, builder.suspects[0])
    assert refusal.value.is_stage
    assert Allegation.objects.unscoped("test").count() == 1
    page = warmed_client(builder.cast.officer).get(adding_page(builder))
    assert page.status_code == 200
    assert reason in page.content.decode()
    assert "<form" not in page.content.decode().partition("<main")[2]


def decide_not_to_charge(builder):
    propose_no_charge(builder, builder.suspects[0])
    countersign_no_charge(builder, builder.suspects[0])


def adding_page(builder):
    return f"/cases/{builder.case.pk}/allegations/add/"


def page_of_case(builder, who):
    client = warmed_client(getattr(builder.cast, who))
    return client.get(f"/cases/{builder.case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("steps", "reader"),
    [("submit", "assistant"), ("allocate", "prosecutor"), ("allocate plan", "prosecutor")],
)
def test_the_act_sends_what_is_added_about_people_whom_the_cps_has(steps, reader):
    builder = CaseBuilder(cast())
    for step in steps.split():
        getattr(builder, step)()
    shown = warmed_client(builder.cast.officer).get(adding_page(builder)).content.decode()
    assert str(AT_ONCE) in shown and "The CPS has the referral." in shown
    assert nth_offence(1).title not in page_of_case(builder, reader)
    assert "Allegation added" not in page_of_case(builder, reader)
    add_allegation_against(builder, builder.suspects[0])
    assert nth_offence(1).title in page_of_case(builder, reader)
    assert "Allegation added" in page_of_case(builder, reader)
    told = Delivery.objects.filter(notice="allegation_changed").values_list("recipient", flat=True)
    responsible = "prosecutor" if reader == "prosecutor" else "manager"
    assert set(told) == {getattr(builder.cast, responsible).pk}


def test_what_is_added_about_a_victim_whom_the_cps_does_not_know_waits_for_a_referral():
    builder = build_case_with_later_facts()
    assert builder.unknown_victims.only_side == "POLICE"
    assert not Delivery.objects.filter(notice="allegation_changed").exists()
    title = nth_offence(2).title
    assert title in page_of_case(builder, "officer")
    builder.suspects = [builder.later]
    builder.submit()  # it names the victim, and is about the other suspect
    assert title not in page_of_case(builder, "prosecutor")
    withdrawn = builder.known.referrals.unscoped("test").get()
    builder.do(
        referrals.withdraw_referral, "officer", referral=withdrawn,
        withdrawal_reason="A second victim has come forward.",
    )  # fmt: skip
    builder.suspects = [builder.known]
    builder.submit()
    assert title in page_of_case(builder, "assistant")


def test_the_form_says_of_each_suspect_and_victim_what_the_cps_has():
    builder = build_case_with_later_facts()
    page = warmed_client(builder.cast.officer).get(adding_page(builder))
    suspects, victims = (page.context["form"].fields[name] for name in ("suspect", "victim"))
    assert [str(label) for _, label in suspects.choices][1] == f"Suspect 2: Una {NAME}"
    assert {key: str(hint) for key, hint in suspects.hints.items()} == {
        str(builder.known.pk): "The CPS has the referral."
    }
    assert {key: str(hint) for key, hint in victims.hints.items()} == {
        str(builder.later_victim.pk): "The CPS does not know this victim."
    }
    assert str(AT_ONCE_IF_KNOWN) in page.content.decode()
    alone = CaseBuilder(cast())
    page = warmed_client(alone.cast.officer).get(adding_page(alone)).content.decode()
    assert "CPS sees this" not in page and "The CPS has" not in page


def test_a_form_that_did_not_say_so_sends_nothing_to_the_cps():
    builder = CaseBuilder(cast())
    officer = warmed_client(builder.cast.officer)
    typed = {
        "victim": builder.victim.pk, "suspect": builder.suspects[0].pk,
        "offence": nth_offence(1).pk, **date_parts("from_on", date(2026, 1, 11)),
    }  # fmt: skip
    builder.submit()
    answer = officer.post(adding_page(builder), typed)
    assert "has been sent the referral of the suspect since" in answer.content.decode()
    assert Allegation.objects.unscoped("test").count() == 1
    told = f"{builder.victim.pk} {builder.suspects[0].pk}"
    assert f'name="told" value="{" ".join(sorted(told.split()))}"' in answer.content.decode()
    assert officer.post(adding_page(builder), typed | {"told": told}).status_code == 302
    assert Allegation.objects.unscoped("test").filter(only_side="").count() == 2


def correct(builder, wrong, **facts):
    said = {name: getattr(wrong, name) for name in ("victim", "offence", "from_on")}
    return builder.do(
        correct_allegation, "officer", allegation=wrong, reason="Misread.", **said | facts
    )


def test_a_correction_is_sent_by_the_act_unless_the_cps_does_not_know_the_victim():
    builder = build_case_with_later_facts()
    sent = builder.known.allegations.unscoped("test").get(only_side="")
    officer = warmed_client(builder.cast.officer)
    shown = officer.get(f"/allegations/{sent.pk}/correct/").content.decode()
    assert str(CORRECTED_AT_ONCE_IF_KNOWN) in shown
    kept = correct(builder, sent, offence=nth_offence(3), victim=builder.later_victim)
    assert kept.only_side == "POLICE"
    assert nth_offence(3).title not in page_of_case(builder, "prosecutor")
    assert sent.offence.title in page_of_case(builder, "prosecutor")
    right = correct(builder, kept, offence=nth_offence(4), victim=builder.victim)
    assert right.only_side == ""
    page = page_of_case(builder, "prosecutor")
    assert nth_offence(4).title in page
    assert not [each for each in revealing_texts(builder) if each in page]
    assert "Allegation corrected" in page and "Misread." in page
    assert not [each for each in (nth_offence(3).title, "ictim 2") if each in page]


def test_an_allegation_added_after_a_return_is_read_by_the_cps_when_it_is_sent_again():
    builder = CaseBuilder(cast()).submit()
    sent = builder.referral
    builder.do(
        referrals.return_referral, "assistant", referral=sent, reasons={"no_mg3": ""},
        reply_by=date(2026, 3, 20),
    )  # fmt: skip
    add_allegation_against(builder, builder.suspects[0])
    page = f"/cases/{builder.case.pk}/"
    reader, title = warmed_client(builder.cast.assistant), nth_offence(1).title
    assert title not in reader.get(page).content.decode()
    assert title in warmed_client(builder.cast.officer).get(page).content.decode()
    builder.submit()
    assert title in reader.get(page).content.decode()
    for person in (builder.cast.assistant, builder.cast.officer):
        client = warmed_client(person)
        assert title in client.get(f"/referrals/{builder.referral.pk}/").content.decode()
        assert title not in client.get(f"/referrals/{sent.pk}/").content.decode()
