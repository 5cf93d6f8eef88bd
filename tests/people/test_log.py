"""The page of the audit log: who opened what, for people with that capacity."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from people.access.scopes import scope_of
from people.administration.actions import systems
from people.models import AuditEntry
from tests.support.people.approvals import approved
from tests.support.people.cast import make_user
from tests.support.people.pages import response_text


class TestLog:
    @pytest.fixture
    def reader(self, office, client):
        client.force_login(make_user(office, "read_audit_log"))
        return client

    def entry(self, user, case_id, at, **more):
        facts = {"operation": "consultation", "verb": "see_case", "kind": "cases.Case"}
        return AuditEntry.objects.create(
            user=user, case_id=case_id, ids=[str(case_id)], at=at, **facts | more
        )

    def entries(self, reader, **asked):
        answer = reader.post(reverse("read-audit-log"), asked, follow=True)
        [(address, _)] = answer.redirect_chain
        assert "@" not in address and "%40" not in address
        return answer.context_data["entries"]

    def test_the_log_is_filtered_by_person_case_and_day(
        self, reader, officer, prosecutor, fresh_case
    ):
        noon = timezone.now().replace(year=2026, month=3, day=2, hour=12)
        self.entry(officer, fresh_case.pk, noon)
        self.entry(prosecutor, fresh_case.pk, noon + timedelta(days=1))
        self.entry(officer, uuid4(), noon + timedelta(days=2))

        assert len(self.entries(reader, person=officer.email.upper())) == 2
        assert len(self.entries(reader, case=str(fresh_case.pk))) == 2
        assert len(self.entries(reader, person=officer.email, case=str(fresh_case.pk))) == 1
        day = {"day": "3", "month": "3", "year": "2026"}
        on = {f"{end}-{part}": n for end in ("from_on", "until_on") for part, n in day.items()}
        [row] = self.entries(reader, **on)
        assert row[1] == prosecutor.name

    def test_the_log_of_an_unknown_person_or_case_is_empty(self, reader, officer, fresh_case):
        self.entry(officer, fresh_case.pk, timezone.now())

        assert self.entries(reader, person="nobody@example.org") == []
        assert self.entries(reader, case="not a case") == []

    def test_the_log_can_be_narrowed_to_one_system(
        self, reader, office, officer, police, fresh_case
    ):
        facts = {"by": scope_of(make_user(office, "administer_accounts"), at=timezone.now())}
        facts |= {"at": timezone.now(), "agency": police.agency}
        one, other = (
            systems.add_system(approval=approved("add_system"), name=name, **facts)
            for name in ("Records", "Cases")
        )
        self.entry(officer, fresh_case.pk, timezone.now(), system=one)
        self.entry(one.account, fresh_case.pk, timezone.now(), system=one)
        self.entry(officer, fresh_case.pk, timezone.now(), system=other)
        self.entry(officer, fresh_case.pk, timezone.now())

        assert len(self.entries(reader, system=str(one.pk))) == 2
        [row] = self.entries(reader, system=str(one.pk), person=officer.email)
        assert row[-1] == "Records"
        page = reader.get(reverse("read-audit-log"), {"system": one.pk})
        assert page.context_data["form"]["system"].value() == str(one.pk)
        assert "Cases, " in response_text(page)
        for nobodys in (uuid4(), officer.pk):
            address = reverse("read-audit-log")
            assert reader.post(address, {"system": nobodys}).context_data["form"].errors
        assert reader.get(address, {"system": uuid4()}).context_data["entries"] == []

    def test_another_app_may_say_which_case_a_reference_is(
        self, reader, officer, fresh_case, settings
    ):
        self.entry(officer, fresh_case.pk, timezone.now())
        settings.CASE_KEY_FINDER = "tests.support.people.cast.case_key_of"

        assert len(self.entries(reader, case=fresh_case.urn)) == 1

    def test_the_log_comes_in_pages_newest_first(self, reader, officer, fresh_case):
        now = timezone.now()
        for n in range(60):
            self.entry(officer, fresh_case.pk, now - timedelta(minutes=n // 3))
        seen, address = [], f"?case={fresh_case.pk}"
        while address:
            page = reader.get(reverse("read-audit-log") + address).context_data
            seen += [row[0] for row in page["entries"]]
            address = page["following"]

        assert len(seen) == 60
        assert seen == sorted(seen, reverse=True)

    def test_reading_the_log_is_in_the_log(self, reader):
        reader.get(reverse("read-audit-log"))

        assert AuditEntry.objects.get().verb == "read_audit_log"

    def test_refusals_and_sign_ins_are_told(self, reader, officer):
        self.entry(officer, uuid4(), timezone.now(), refused="You are not on this case.")
        self.entry(None, None, timezone.now(), verb="sign_in_failed", operation="sign-in")
        page = response_text(reader.get(reverse("read-audit-log")))

        assert "Refused: You are not on this case." in page
        assert "Sign-in failed" in page

    @pytest.mark.parametrize(
        "typed", ["person=x", f"person={9**30}", "case=x", "system=x", "from_on=2026-13-1"]
    )
    def test_a_forged_address_asks_for_nothing_in_particular(self, reader, typed):
        assert reader.get(f"{reverse('read-audit-log')}?{typed}").status_code == 200

    @pytest.mark.parametrize(
        "after",
        ["x", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x", "9999-12-31T23:59:59-23:59~1"],
    )
    def test_a_forged_cursor_is_the_first_page(self, reader, after):
        assert reader.get(reverse("read-audit-log"), {"after": after}).status_code == 200

    def test_the_log_is_not_the_administrator_s_to_read(self, admin):
        answer = admin.get(reverse("read-audit-log"))

        assert answer.status_code == 403
        assert "Only those appointed" in response_text(answer)
