"""A support service with its people, and the first victim of a case."""

from datetime import timedelta

from devtools.case_builder import person
from people.models import Unit
from tests.support.victims.permission_matrix import a_service
from victims.actions import consents, support
from victims.models import FROM_POLICE_AND_CPS, Support, VictimRecord

ALL = [each.value for each in FROM_POLICE_AND_CPS]


def with_service(road):
    """A case whose cast has a service, its manager, two ISVAs and victim callers."""
    with_people(road.cast)
    return road


def with_people(cast):
    """A cast with a service, its people, and victim callers of either side."""
    cast.service = service = a_service()
    cast.service_manager = person(service, "manage_support", name="Mia Serviceman")
    cast.isva = person(service, "support_victims", name="Isa Isva")
    cast.other_isva = person(service, "support_victims", name="Uma Isva")
    cast.contact = person(cast.police, "contact_victims", name="Cora Contact")
    cast.liaison = person(cast.cps, "liaise_with_victims", name="Lia Liaison")


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def refer(road, *, who="officer", service=None, categories=(), **more):
    """Refer the victim to a service; returns the support."""
    asked = {
        "service": service or road.cast.service, "how": "PHONE", "given_on": road.at.date(),
        "categories": categories, "purpose": "SUPPORT" if categories else "",
    }  # fmt: skip
    made = road.do(support.refer_to_service, who, record=record_of(road), **asked | more)
    return Support.objects.unscoped("test").get(pk=made.support_id)


def supported(road, *, isva="isva", **about):
    """The victim is referred, and the ISVA supports them."""
    asked = refer(road, **about)
    isva = getattr(road.cast, isva)
    road.do(support.accept_support, "service_manager", support=asked, isva=isva)
    return now(asked)


def agree(road, row, categories, *, who="isva", recipient="SERVICE", **more):
    """The victim gives one more consent."""
    asked = {"purpose": "SUPPORT", "how": "PHONE", "given_on": road.at.date()}
    about = {"support": row, "recipient": recipient, "categories": categories}
    road.do(consents.record_consent, who, **about, **asked | more)


def now(row):
    """A support, read from the database."""
    return Support.objects.unscoped("test").select_related("case", "record", "isva").get(pk=row.pk)


def closed(unit):
    """The service closes to new victims."""
    Unit.objects.filter(pk=unit.pk).update(is_open=False)


DAY = timedelta(days=1)
