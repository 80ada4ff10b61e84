"""How much can be sent, as pages and scripts say it."""

from dataclasses import dataclass

from django.conf import settings

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The largest file and the most that can be sent at once: bytes, megabytes, files."""

    file_bytes: int
    upload_bytes: int
    file_count: int

    @property
    def file_megabytes(self) -> int:
        """Return the largest file in megabytes."""
        return self.file_bytes // MEGABYTE

    @property
    def upload_megabytes(self) -> int:
        """Return the most that can be sent at once in megabytes."""
        return self.upload_bytes // MEGABYTE


def limits() -> Limits:
    """Return the limits that are set."""
    return Limits(settings.LARGEST_FILE_BYTES, settings.LARGEST_UPLOAD_BYTES, settings.DATA_UPLOAD_MAX_NUMBER_FILES)
