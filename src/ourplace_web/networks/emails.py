"""What the network writes to people."""

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ourplace_web.networks.models import Invitation


def send_invitation(request: HttpRequest, invitation: Invitation, token: str) -> None:
    """Send the link of an invitation. The token stands in the e-mail alone."""
    link = request.build_absolute_uri(reverse("accept_invitation", args=[token]))
    text = render_to_string("networks/invitation_email.txt", {"invitation": invitation, "link": link})
    subject = _("Invitation to %(network)s on OurPlace") % {"network": invitation.network.name}
    send_mail(" ".join(subject.split()), text, None, [invitation.email])
