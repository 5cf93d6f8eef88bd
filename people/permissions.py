"""Who may look after accounts, and who may read the log. Neither reads a case."""

from django.utils.translation import gettext_lazy as _

from people.rules import SiteRules, because


@because(_("Only administrators manage agencies, units and people."))
def is_administrator(scope):
    return scope.holds("administer_accounts")


@because(_("Only those appointed to read the log may open it."))
def reads_the_log(scope):
    return scope.holds("read_audit_log")


SITE = SiteRules(
    {
        "see_accounts": [is_administrator],
        "change_agency": [is_administrator],
        "change_unit": [is_administrator],
        "set_route": [is_administrator],
        "add_person": [is_administrator],
        "change_person": [is_administrator],
        "deactivate_person": [is_administrator],
        "reactivate_person": [is_administrator],
        "send_set_up_link": [is_administrator],
        "give_capacity": [is_administrator],
        "take_capacity_back": [is_administrator],
        "read_audit_log": [reads_the_log],
    }
)
