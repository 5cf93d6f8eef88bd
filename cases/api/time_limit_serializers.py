"""The time limits of a suspect in responses."""

from rest_framework import serializers as s


class TimeLimitShown(s.Serializer):
    """
    A time within which a prosecution must begin, which runs: of an offence and the days of an act.

    offence, title: code and title of the offence. first_ends_on, last_ends_on: the last day to
    begin for the first and for the last day of the act, the same day for an act of one day.
    ends_on: the one that counts now, which is the last end once the first has passed.
    is_confirmed: the length was read in a source; where false, each of these days is one to check.
    """

    offence = s.CharField()
    title = s.CharField()
    from_on = s.DateField()
    last_on = s.DateField()
    ends_on = s.DateField()
    first_ends_on = s.DateField()
    last_ends_on = s.DateField()
    is_confirmed = s.BooleanField()
