"""A restricted case, with changes that wait for a second person and one that was refused."""

from cases.case_access.actions import access_requests, restrictions
from cases.models import AccessRequest, Case
from devtools.case_builder import person
from tests.support.browser.scenes.action_plans import LONG

WHY = LONG[:480]


def add_restriction(builder):
    """Restrict the builder's case, and propose changes to each of its readers."""
    cast = builder.cast
    names = ("Ray Restricted", "Rita Restricted", "Rob Restricted")
    let_in = [person(cast.police, "refer_cases", name=name) for name in names]
    case = Case.objects.unscoped("scene").get(pk=builder.case.pk)
    builder.restriction = builder.do(
        restrictions.restrict_case, "supervisor", case=case, reason=WHY, people=[cast.inspector]
    )

    def propose(who, whom):
        about = {"restriction": builder.restriction, "person": whom, "reason": WHY}
        return builder.do(restrictions.propose_allowing, who, **about)

    builder.own_change = propose("supervisor", let_in[0])
    builder.change = propose("inspector", let_in[1])
    refused = propose("inspector", let_in[2])
    builder.do(restrictions.refuse_restriction_change, "supervisor", change=refused, text=WHY)
    cast.asks = person(cast.police, "refer_cases", name="Ralf Restricted")
    builder.do(access_requests.ask_to_be_let_in, "asks", urn=builder.urn, reason=WHY)
    builder.asked = AccessRequest.objects.unscoped("scene").get(case=case)
    builder.do(restrictions.propose_lifting, "manager", restriction=builder.restriction, reason=WHY)
    return builder
