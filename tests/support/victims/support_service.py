"""A support service with its people, and the first victim of a case."""

from datetime import timedelta

from devtools.case_builder import person
from people.models import Unit
from tests.support.victims.permission_matrix import make_service
from victims.actions import consents, support
from victims.models import FROM_POLICE_AND_CPS, Support, VictimRecord

ALL = [each.value for each in FROM_POLICE_AND_CPS]


def add_service(builder):
    """A case whose cast has a service, its manager, two ISVAs and victim callers."""
    add_service_people(builder.cast)
    return builder


def add_service_people(cast):
    """A cast with a service, its people, and victim callers of either side."""
    cast.service = service = make_service()
    cast.service_manager = person(service, "manage_support", name="Mia Serviceman")
    cast.isva = person(service, "support_victims", name="Isa Isva")
    cast.other_isva = person(service, "support_victims", name="Uma Isva")
    cast.contact = person(cast.police, "contact_victims", name="Cora Contact")
    cast.liaison = person(cast.cps, "liaise_with_victims", name="Lia Liaison")


def record_of(builder):
    """The record of the case's victim."""
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def refer_victim(builder, *, who="officer", service=None, categories=(), **more):
    """Refer the victim to a service; returns the support."""
    asked = {
        "service": service or builder.cast.service, "how": "PHONE", "given_on": builder.at.date(),
        "categories": categories, "purpose": "SUPPORT" if categories else "",
    }  # fmt: skip
    made = builder.do(support.refer_to_service, who, record=record_of(builder), **asked | more)
    return Support.objects.unscoped("test").get(pk=made.support_id)


def refer_and_accept(builder, *, isva="isva", **about):
    """The victim is referred, and the ISVA supports them."""
    asked = refer_victim(builder, **about)
    isva = getattr(builder.cast, isva)
    builder.do(support.accept_support, "service_manager", support=asked, isva=isva)
    return fresh_support(asked)


def give_consent(builder, row, categories, *, who="isva", recipient="SERVICE", **more):
    """The victim gives one more consent."""
    asked = {"purpose": "SUPPORT", "how": "PHONE", "given_on": builder.at.date()}
    about = {"support": row, "recipient": recipient, "categories": categories}
    builder.do(consents.record_consent, who, **about, **asked | more)


def fresh_support(row):
    """A support, read from the database."""
    return Support.objects.unscoped("test").select_related("case", "record", "isva").get(pk=row.pk)


def close_service(unit):
    """The service closes to new victims."""
    Unit.objects.filter(pk=unit.pk).update(is_open=False)


DAY = timedelta(days=1)
