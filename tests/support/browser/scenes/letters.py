"""Letters to a victim of the scene, one at each step that has another page."""

from tests.support.browser.scenes.victims import LONG, record_of
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import Letter


def add_letters(builder):
    """{step: a letter} of one victim, with texts of maximum length."""
    record_scene_wishes(builder, letter_is_safe="YES", letters_in="WELSH")
    about = {"record": record_of(builder), "version": 0, "name": "Zara Quist-Example"}
    builder.do(record_identity, "officer", **about)
    for who, person in (("supervisor", builder.cast.contact), ("manager", builder.cast.liaison)):
        builder.do(name_victim_contact, who, record=record_of(builder), person=person)
    rows = {"IN_REVIEW": write_scene_letter(builder, "CHARGE")}
    act_on_letter(builder, actions.request_letter_review, rows["IN_REVIEW"])
    record_scene_wishes(builder, letters_in="ENGLISH")
    rows["APPROVED"] = approve_letter(builder, "HELLO")
    rows["DRAFT"] = write_scene_letter(builder, "HELLO", "officer")
    rows["SENDING"] = approve_letter(builder, "CHARGE", "officer", "supervisor")
    act_on_letter(builder, letter_dispatch.send_letter, rows["SENDING"], "officer", means="POLICE")
    return {name: Letter.objects.unscoped("scene").get(pk=row.pk) for name, row in rows.items()}


def record_scene_wishes(builder, **wishes):
    """Record the victim's wishes."""
    record = record_of(builder)
    builder.do(record_wishes, "officer", record=record, version=record.version, **wishes)


def write_scene_letter(builder, kind, who="liaison"):
    """Write a letter with a long paragraph."""
    about = {"suspect": builder.suspects[0]} if kind == "CHARGE" else {}
    letter = builder.do(actions.write_letter, who, record=record_of(builder), kind=kind, **about)
    slot = {"CHARGE": "next_steps", "HELLO": "contact_details"}[kind]
    act_on_letter(
        builder,
        actions.edit_letter,
        letter,
        who,
        support="Unfortunately, the MG3.",
        **{slot: LONG[:300]},
    )
    return letter


def approve_letter(builder, kind, who="liaison", reader="manager"):
    """Write a letter, and let another person approve it."""
    letter = write_scene_letter(builder, kind, who)
    act_on_letter(builder, actions.request_letter_review, letter, who)
    act_on_letter(builder, actions.review_letter, letter, reader, is_approved=True)
    return letter


def act_on_letter(builder, action, letter, who="liaison", **said):
    """Run an action on a letter with its current version."""
    version = Letter.objects.unscoped("scene").get(pk=letter.pk).version
    return builder.do(action, who, letter=letter, version=version, **said)
