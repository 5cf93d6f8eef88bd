"""Forms of a person's calendar address. They ask nothing: the button is the answer."""

from django import forms

from people.web import fields


class MakeCalendarAddressForm(fields.Form):
    """That an address is to be made. address: the id of the one it replaces, if there is one."""

    address = forms.UUIDField(required=False, widget=forms.HiddenInput)


class EndCalendarAddressForm(fields.Form):
    """That the address with this id is to end."""

    address = forms.UUIDField(widget=forms.HiddenInput)
