"""Letters to a victim of the scene, one at each step that has another page."""

from tests.support.browser.scenes.victims import LONG, record_of
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import Letter


def letters(road):
    """{step: a letter} of one victim, with texts of maximum length."""
    wish(road, letter_is_safe="YES", letters_in="WELSH")
    about = {"record": record_of(road), "version": 0, "name": "Zara Quist-Example"}
    road.do(record_identity, "officer", **about)
    for who, person in (("supervisor", road.cast.contact), ("manager", road.cast.liaison)):
        road.do(name_victim_contact, who, record=record_of(road), person=person)
    rows = {"IN_REVIEW": written(road, "CHARGE")}
    do(road, actions.request_letter_review, rows["IN_REVIEW"])
    wish(road, letters_in="ENGLISH")
    rows["APPROVED"] = approved(road, "HELLO")
    rows["DRAFT"] = written(road, "HELLO", "officer")
    rows["SENDING"] = approved(road, "CHARGE", "officer", "supervisor")
    do(road, letter_dispatch.send_letter, rows["SENDING"], "officer", means="POLICE")
    return {name: Letter.objects.unscoped("scene").get(pk=row.pk) for name, row in rows.items()}


def wish(road, **wishes):
    record = record_of(road)
    road.do(record_wishes, "officer", record=record, version=record.version, **wishes)


def written(road, kind, who="liaison"):
    about = {"suspect": road.suspects[0]} if kind == "CHARGE" else {}
    letter = road.do(actions.write_letter, who, record=record_of(road), kind=kind, **about)
    slot = {"CHARGE": "next_steps", "HELLO": "contact_details"}[kind]
    do(
        road,
        actions.edit_letter,
        letter,
        who,
        support="Unfortunately, the MG3.",
        **{slot: LONG[:300]},
    )
    return letter


def approved(road, kind, who="liaison", reader="manager"):
    letter = written(road, kind, who)
    do(road, actions.request_letter_review, letter, who)
    do(road, actions.review_letter, letter, reader, is_approved=True)
    return letter


def do(road, action, letter, who="liaison", **said):
    version = Letter.objects.unscoped("scene").get(pk=letter.pk).version
    return road.do(action, who, letter=letter, version=version, **said)
