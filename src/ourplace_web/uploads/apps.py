"""The app of uploads, which tidies the disk when a file goes."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Listens to uploads that are deleted."""

    name = "ourplace_web.uploads"

    def ready(self) -> None:
        """Begin to listen, now that the models are there."""
        from ourplace_web.uploads import deleting  # noqa: F401, PLC0415 (its receivers listen once it is imported)
