"""What can be typed about a network: its organisations, invitations, roles."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.design.forms import HintedChoice, HintedRadios
from ourplace_web.networks.models import Membership, Network, Organisation, OrganisationKind, Role

ROLE_HINTS = {
    Role.NETWORK_ANALYST: _("Sees and changes everything in the network, invites people, publishes"),
    Role.ANCHOR_EDITOR: _("Uploads and corrects their own institution’s files, and sees its payments"),
    Role.ANCHOR_READER: _("Sees their own institution’s payments and the pooled results"),
}


def role_choices(roles: list[Role]) -> list[tuple[str, HintedChoice]]:
    """Return roles as radio buttons, each with what it allows."""
    return [(role.value, HintedChoice(str(role.label), str(ROLE_HINTS[role]))) for role in roles]


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation's name and kind; its slug is made from the name once."""

    class Meta:
        """What an analyst may change."""

        model = Organisation
        fields = ("name", "kind", "anchor_kind")
        widgets = {"kind": forms.RadioSelect}  # noqa: RUF012 (read once by Django)

    def __init__(self, *args: Any, **settings: Any) -> None:
        """Leave the empty choice out of the kinds."""
        super().__init__(*args, **settings)
        self.fields["kind"].choices = OrganisationKind.choices  # type: ignore[attr-defined]  # a field of choices
        self.fields["anchor_kind"].help_text = _("For anchors only")

    def clean_name(self) -> str:
        """Refuse a name that another organisation of the network has."""
        name: str = self.cleaned_data["name"]
        slug = slugify(name)[:60] or "organisation"
        others = Organisation.objects.filter(network=self.instance.network).exclude(pk=self.instance.pk)
        if others.filter(slug=slug).exists() or others.filter(name__iexact=name).exists():
            raise ValidationError(_("There is an organisation of that name in this network already"))
        self.instance.slug = self.instance.slug or slug
        return name


class InvitationForm(forms.Form):
    """Whom to invite, as what, and for which organisation."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Their address at work. The invitation is for this address only."),
        error_messages={"required": _("Enter an e-mail address")},
    )
    role = forms.ChoiceField(label=_("Role"), widget=HintedRadios, error_messages={"required": _("Choose a role")})
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("The network as a whole"),
        help_text=_("An anchor’s people need their anchor; an analyst may be for the network as a whole."),
    )

    def __init__(self, *args: Any, network: Network, **settings: Any) -> None:
        """Offer the roles, and the organisations of one network."""
        super().__init__(*args, **settings)
        self.fields["role"].choices = role_choices(list(Role))  # type: ignore[attr-defined]  # a field of choices
        self.fields["organisation"].queryset = network.organisations.all()  # type: ignore[attr-defined]  # a field of rows

    def clean(self) -> dict[str, Any]:
        """Refuse an anchor's role without an anchor."""
        content: dict[str, Any] = super().clean() or self.cleaned_data
        organisation, role = content.get("organisation"), content.get("role")
        is_anchor = organisation is not None and organisation.kind == OrganisationKind.ANCHOR
        if role and role != Role.NETWORK_ANALYST and not is_anchor:
            self.add_error("organisation", _("Choose the anchor that they work for"))
        return content

    def offer(self) -> dict[str, Any]:
        """Return what is offered, as `invite` takes it."""
        content = self.cleaned_data
        return {
            "email": content["email"].lower(),
            "role": Role(content["role"]),
            "organisation": content["organisation"],
        }


class RoleForm(forms.Form):
    """A member's role; without an organisation only an analyst's is possible."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role, widget=HintedRadios)

    def __init__(self, *args: Any, membership: Membership, **settings: Any) -> None:
        """Offer the roles that the membership can have, with the present one chosen."""
        super().__init__(*args, **(settings | {"initial": {"role": membership.role}}))
        is_anchor = membership.organisation is not None and membership.organisation.kind == OrganisationKind.ANCHOR
        roles = list(Role) if is_anchor else [Role.NETWORK_ANALYST]
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]  # a field of choices


class JoiningForm(forms.Form):
    """What a new person gives: a name and a password."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name")},
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Three random words make a good one."),
        strip=False,
        error_messages={"required": _("Enter a password")},
    )

    def __init__(self, *args: Any, email: str, **settings: Any) -> None:
        """Keep the address, which a password must not resemble."""
        super().__init__(*args, **settings)
        self.email = email

    def clean_password(self) -> str:
        """Refuse a password that is short, common or like the person's name."""
        password: str = self.cleaned_data["password"]
        person = Person(email=self.email, full_name=self.cleaned_data.get("full_name", ""))
        password_validation.validate_password(password, person)
        return password


class AuditFilter(forms.Form):
    """Which entries of the audit log to show."""

    text = forms.CharField(label=_("Name of a person or thing"), required=False, max_length=100)
    verb = forms.ChoiceField(label=_("What was done"), required=False, choices=[("", _("Anything")), *Verb.choices])
