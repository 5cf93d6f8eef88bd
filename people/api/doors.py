"""
Marks on the doors of the API: what each needs of a token, asks and answers.

Written above the guard, as in

    @acts(AddSuspect, creates=True)
    @guarded("add_suspect", Case, CASE)
    def add_suspect(request, case, allowed): ...
"""

READ, ACT, FIGURES = "read", "act", "figures"  # what a token may be for
SCOPES = {
    READ: "Read what the people of its units may read",
    ACT: "Act for an officer, who is named in each call",
    FIGURES: "Read figures, without what may not be shown",
}


def reads(shows, *, needs=READ, asks=(), among=()):
    """
    Mark a door that reads.

    shows: the serializer of its answer; asks: {name in the query: what it narrows by}; among: {one
    of these names: all its answers there are}.
    """

    def mark(door):
        door.needs, door.creates = needs, False
        door.shows, door.narrows, door.among = shows, dict(asks), dict(among)
        return door

    return mark


def acts(asks, *, creates=False, rows=None, files=False, instead=None):
    """
    Mark a door that acts.

    asks: the form, or a function that makes it without a row, for its description; rows: the same
    for the rows of a form; creates: it answers with a row that was not there, instead of the one
    that it is about; files: it takes a form with files; instead: the form that it asks about some
    rows.
    """

    def mark(door):
        door.needs, door.creates = ACT, creates
        door.asks, door.rows, door.files, door.instead = asks, rows, files, instead
        return door

    return mark
