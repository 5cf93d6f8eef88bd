"""The accounts of one person."""

from collections.abc import Iterable

from django.db.models import QuerySet

from people.models import User


def excluding_accounts(people: QuerySet[User], accounts: Iterable[int]) -> QuerySet[User]:
    """`people` without these accounts and without other accounts of the same person."""
    humans = User.objects.filter(pk__in=accounts, human__isnull=False).values("human")
    same = User.objects.filter(human__in=humans).values("pk")
    return people.exclude(pk__in=accounts).exclude(pk__in=same)
