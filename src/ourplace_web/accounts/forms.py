"""Forms about one's own account."""

from django import forms

from ourplace_web.accounts.models import Person


class NameForm(forms.ModelForm[Person]):
    """A person's name."""

    class Meta:
        """The one field."""

        model = Person
        fields = ("full_name",)
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}  # noqa: RUF012 (read once by Django)
