"""The app of studies, which tidies the disk when a study goes."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Listens to studies that are deleted."""

    name = "ourplace_web.studies"

    def ready(self) -> None:
        """Begin to listen, now that the models are there."""
        from ourplace_web.studies import deleting  # noqa: F401, PLC0415 (its receivers listen once it is imported)
