"""An agency, a unit, an account, a role and a pilot say in their history why they were changed."""

import pytest
from django.urls import reverse

from devtools.case_builder import force_unit
from people.access.scopes import Refused
from people.administration.actions import accounts, grants, linked_sign_ins
from people.models import Agency, LinkedSignIn, Side, Unit, UnitGrant, User
from pilots.models import Pilot
from tests.support.cases.pages import client_for
from tests.support.people.cast import DUE, make_unit, make_user, scope_of
from tests.support.people.pages import WHY, post_page, response_text
from tests.support.security_key import add_security_key

pytestmark = pytest.mark.django_db
ASKED = "Enter why this is changed"


@pytest.fixture
def admin():
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    return client_for(make_user(office, "administer_accounts"))


@pytest.fixture
def officer():
    return make_user(force_unit(), "refer_cases", name="Olive Officer")


def change_of(kind, officer):
    """(page, its row, what to send, the model whose history says why)."""
    unit = Unit.objects.get(grants__user=officer)
    if kind == "agency":
        facts = {"name": "A new name", "force_code": unit.agency.force_code}
        return "change-agency", unit.agency, facts, Agency
    if kind == "unit":
        return "change-unit", unit, {"name": "A new name", "kind": unit.kind, "is_open": "on"}, Unit
    if kind == "pilot":
        pilot = Pilot.objects.create(
            name="P", strands=["EARLY_ADVICE"], purpose="To learn.", follow_up_days=90
        )
        facts = {"name": "A new name", "strands": ["EARLY_ADVICE"], "purpose": "To learn.",
                 "follow_up_days": 90}  # fmt: skip
        return "change-pilot", pilot, facts, Pilot
    return "change-person", officer, {"name": "A new name"}, User


KINDS = ["agency", "unit", "person", "pilot"]


@pytest.mark.parametrize("kind", KINDS)
class TestAChange:
    def test_it_waits_for_a_reason_and_keeps_it(self, admin, officer, kind):
        page, row, facts, model = change_of(kind, officer)
        answer = post_page(admin, page, row.pk, **facts, changed_because="")
        assert answer.status_code == 200 and ASKED in response_text(answer)
        assert "A new name" in response_text(answer)  # what was typed stays
        assert model.objects.get(pk=row.pk).name != "A new name"
        assert post_page(admin, page, row.pk, **facts).status_code == 302
        newest = model.objects.get(pk=row.pk).history.first()
        assert (newest.name, newest.given_reason) == ("A new name", WHY)

    def test_a_letter_is_no_reason(self, admin, officer, kind):
        page, row, facts, _model = change_of(kind, officer)
        answer = post_page(admin, page, row.pk, **facts, changed_because="x")
        assert "Say more under" in response_text(answer)

    def test_whoever_opens_it_reads_why(self, admin, officer, kind):
        page, row, facts, _model = change_of(kind, officer)
        post_page(admin, page, row.pk, **facts)
        shown = {"pilot": "see-pilot"}.get(kind, kind)
        assert f"Why: {WHY}" in response_text(admin.get(reverse(shown, args=[row.pk])))

    def test_where_nothing_is_changed_nothing_is_asked_or_kept(self, admin, officer, kind):
        page, row, facts, model = change_of(kind, officer)
        post_page(admin, page, row.pk, **facts)
        for version, said in ((2, "Nothing was changed this time at all."), (3, "")):
            again = facts | {"version": version, "changed_because": said}
            assert post_page(admin, page, row.pk, **again).status_code == 302
            assert model.objects.get(pk=row.pk).history.first().given_reason == ""


def test_what_was_not_known_is_added_without_a_reason(admin, officer):
    unit = Unit.objects.get(grants__user=officer)
    facts = {"name": unit.name, "kind": unit.kind, "area": unit.area, "is_open": "on"}
    facts |= {"contact_name": "The desk", "contact_phone": "01632 960 001"}
    assert post_page(admin, "change-unit", unit.pk, **facts, changed_because="").status_code == 302


def linked(officer):
    LinkedSignIn.objects.create(
        user=officer, issuer="https://a.example", subject="s", linked_at=DUE
    )


def take_back(officer, **facts):
    grants.take_capacity_back(grant=UnitGrant.objects.get(user=officer), **facts)


def deactivate(officer, **facts):
    accounts.deactivate_person(person=officer, version=officer.version, **facts)


def unlink(officer, **facts):
    linked_sign_ins.unlink_sign_ins(person=officer, version=officer.version, **facts)


ENDS = {
    "deactivate-person": "Enter why the account is deactivated",
    "unlink-sign-ins": "Enter why the sign-ins are unlinked",
    "take-capacity-back": "Enter why the role is withdrawn",
}


@pytest.mark.parametrize("page", ENDS)
class TestAccessThatEnds:
    def args(self, page, officer):
        linked(officer)
        add_security_key(officer)
        grant = UnitGrant.objects.get(user=officer)
        return [officer.pk, grant.pk] if page == "take-capacity-back" else [officer.pk]

    def is_ended(self, page, officer):
        if page == "take-capacity-back":
            return not UnitGrant.objects.filter(user=officer).exists()
        if page == "unlink-sign-ins":
            return not LinkedSignIn.objects.filter(user=officer).exists()
        return not User.objects.get(pk=officer.pk).is_active

    def test_it_waits_for_a_reason(self, admin, officer, page):
        answer = post_page(admin, page, *self.args(page, officer), reason="")
        assert answer.status_code == 200 and ENDS[page] in response_text(answer)
        assert not self.is_ended(page, officer)

    def test_the_page_of_the_person_says_why(self, admin, officer, page):
        assert post_page(admin, page, *self.args(page, officer)).status_code == 302
        assert self.is_ended(page, officer)
        assert f"Why: {WHY}" in response_text(admin.get(reverse("person", args=[officer.pk])))

    def test_another_agency_s_administrator_does_not_read_it(self, admin, officer, page):
        post_page(admin, page, *self.args(page, officer))
        theirs = make_user(force_unit("Kent Police"), "administer_agency")
        answer = client_for(theirs).get(reverse("person", args=[officer.pk]))
        assert answer.status_code == 404 and WHY not in response_text(answer)


@pytest.mark.parametrize("said", ["", " \n"])
@pytest.mark.parametrize("end", [take_back, deactivate, unlink])
def test_the_act_itself_asks_why(officer, end, said):
    linked(officer)
    office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
    by = scope_of(make_user(office, "administer_accounts"))
    with pytest.raises(Refused, match="Enter why access is taken away"):
        end(officer, by=by, at=by.at, reason=said)
    assert UnitGrant.objects.filter(user=officer).exists()
    assert LinkedSignIn.objects.filter(user=officer).exists()
    assert User.objects.get(pk=officer.pk).is_active


def test_signing_somebody_out_asks_nothing(admin, officer):
    assert post_page(admin, "sign-person-out", officer.pk).status_code == 302
    assert User.objects.get(pk=officer.pk).history.first().given_reason == ""
