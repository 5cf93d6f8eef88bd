"""Journey 10: an auditor asks who saw a victim's record, and by what right."""

import pytest
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from tests.support.cases.pages import client_for, date_parts, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit
from tests.support.victims.support_service import ALL, add_service, record_of, refer_and_accept

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = add_service(CaseBuilder(cast()).allocate())
    builder.support = refer_and_accept(builder, categories=ALL)
    builder.cast.auditor = person(
        make_unit("OVERSIGHT"), "read_audit_log", "take_exports", name="Aud Auditor"
    )
    builder.cast.stranger = person(cast().police, "refer_cases", name="Stan Stranger")
    return builder


def test_who_saw_this_victims_record_in_these_days_and_by_what_right(builder):
    record = record_of(builder)
    for who in ("officer", "officer", "contact", "stranger"):
        client_for(getattr(builder.cast, who)).get(page_url("see-victim", record))
    client_for(builder.cast.isva).get(page_url("see-support", builder.support))
    auditor = client_for(builder.cast.auditor)
    assert reverse("see-log-answer") in links_on_page(auditor.get(reverse("read-audit-log")))

    today = timezone.localdate()
    asked = {"about": "RECORD", "urn": f" {builder.case.urn.lower()} ", "victim": "1", "right": ""}
    asked |= date_parts("from_on", today) | date_parts("until_on", today)
    page = auditor.post(reverse("see-log-answer"), asked, follow=True)
    text = page_text(page)
    assert "3 people opened or changed it, 4 times. Everyone who opened it had a right to." in text
    assert "1 person was refused." in text
    assert "Olive Officer" in text and "Right: Officer in the case, named on" in text
    assert "Right: The victim’s consent of" in text
    assert "Stan Stranger" in text and "refused once: Not found" in text
    # The auditor is led to no case and no victim.
    assert not [link for link in links_on_page(page) if link.startswith(("/cases/", "/victims/"))]
    assert auditor.get(page_url("see-victim", record)).status_code == 404
    assert AuditEntry.objects.filter(verb="see_log_answer", case_id=builder.case.pk).count() == 1

    log = page_text(auditor.get(reverse("read-audit-log")))
    assert f"Case {builder.case.urn}" in log and str(builder.case.pk)[:8] not in log
    assert f"{builder.case.urn}, victim 1" in log
