"""The form of a referral about some suspects of a case, as an officer posts it."""

from cases.models import Referral
from devtools.usual_answers import MG3
from tests.support.cases.pages import page_url


def referral_form_data(builder, *numbers, **more):
    """The usual answers about the suspects with these numbers, by default the first two."""
    chosen = [builder.suspects[n - 1].pk for n in numbers or (1, 2)]
    return MG3 | {"suspects": chosen} | more


def post_referral(officer, builder, *numbers, **more):
    """The response to the form, posted by the officer's test client."""
    address = page_url("write-referral", builder.case)
    return officer.post(address, referral_form_data(builder, *numbers, **more))


def latest_referral(builder):
    """The referral of the case that was written last."""
    rows = Referral.objects.unscoped("test").filter(case=builder.case)
    return rows.order_by("written_at").last()
