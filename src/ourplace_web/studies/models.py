"""What a study is about, as people decided it. What a run finds is not kept here: it can be made again."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ourplace.places import Definition, RingSpec, load_definition
from ourplace_web.networks.models import Network


class RepeatedFiles(models.TextChoices):
    """What to do with a month that two files of an anchor both hold: the choices of a study file."""

    ASK = "ask", _("Ask")
    KEEP = "keep", _("Keep both")
    SET_ASIDE = "set_aside", _("Set the second aside")


class Study(models.Model):
    """A place, a period and what counts as local. `rings` and `registers` are in the words of a study file."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="studies")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=60)
    period_start = models.DateField(_("First day"))
    period_end = models.DateField(_("Last day"))
    # Empty where the place is one that somebody drew or put together.
    place_code = models.CharField(max_length=9, blank=True)
    place_name = models.CharField(max_length=120)
    rings = models.JSONField()
    # By the file name that a ring names as its boundary, the outline that somebody drew, as GeoJSON.
    drawings = models.JSONField(default=dict, blank=True)
    definition_of_local = models.CharField(max_length=40, default="premises")
    registers = models.JSONField(default=list)
    repeated_files = models.CharField(max_length=10, choices=RepeatedFiles, default=RepeatedFiles.ASK)
    # By anchor and file name, what somebody corrected about how the file is read, in the words of a study file.
    file_overrides = models.JSONField(default=dict, blank=True)
    is_invented = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        """The latest period first; told apart by slug within a network."""

        ordering = ("-period_end", "name")
        constraints = (
            models.UniqueConstraint(fields=("network", "slug"), name="one_study_a_slug"),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="a_period_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        """Return the study's name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the study's first page."""
        return reverse("study", args=[self.network.slug, self.slug])

    @property
    def ring_specs(self) -> tuple[RingSpec, ...]:
        """Return the rings, inner to outer, as the library takes them."""
        return tuple(RingSpec.model_validate(ring) for ring in self.rings)

    @property
    def definition(self) -> Definition:
        """Return the definition of local, with its sentence."""
        return load_definition(self.definition_of_local)


def slug_of(name: str) -> str:
    """Return the part of an address that stands for a study's name: `Preston 2024/25` is `preston-2024-25`."""
    return slugify(name.replace("/", "-"))[:60]
