"""The tabs of a study, in their order: files, run, picture, review, take away. A page that is ready adds its line here."""

from django.utils.translation import gettext_lazy as _

from ourplace_web.design.tabs import Tab
from ourplace_web.studies.predicates import may_see_study

STUDY_TABS = (
    Tab("study", _("About"), may_see_study),
    Tab("files", _("Files"), may_see_study),
    Tab("runs", _("Run"), may_see_study),
    Tab("picture", _("Picture"), may_see_study),
    Tab("review", _("Review"), may_see_study),
    Tab("take_away", _("Take away"), may_see_study),
)
