"""How allauth behaves here: accounts come from an administrator, never from a stranger."""

from allauth.account.adapter import DefaultAccountAdapter


class Accounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False
