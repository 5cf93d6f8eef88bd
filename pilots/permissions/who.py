"""Who is asking, where the same human being may have several accounts."""


def same_human(scope, people):
    """Whether the person asking is among these accounts, under any of her own."""
    return bool({scope.user_id, *scope.accounts} & set(people))
