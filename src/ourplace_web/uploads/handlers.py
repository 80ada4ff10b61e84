"""Files while they stream in: written beside where they will be kept, hashed, and stopped at the limit, not after it."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ourplace_web.uploads.names import safe_name
from ourplace_web.uploads.storage import new_incoming_folder

MEGABYTE = 1_000_000


class Received(UploadedFile[bytes]):
    """A file that has arrived whole: where it lies for the moment, its size and the SHA-256 of its bytes."""

    def __init__(self, path: Path, *, sent_name: str, size: int, sha256: str) -> None:
        """Keep where it is; nothing is open."""
        super().__init__(file=None, name=path.name, size=size)
        self.path = path
        self.sent_name = sent_name
        self.sha256 = sha256

    def close(self) -> None:
        """Delete what was not taken over, when the request is over."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


class RefusingHandler(FileUploadHandler):
    """Stops a request that brings a file to a page that takes none."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 (as Django has it)
        """Refuse it before its first byte."""
        raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take nothing."""

    def file_complete(self, file_size: int) -> None:
        """Return nothing, for nothing was taken."""


class ReceivingHandler(FileUploadHandler):
    """Writes files to disk as they arrive. `problem` says why it stopped, where it did; what came before is whole."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        """Begin with nothing received."""
        super().__init__(request)
        self.received_bytes = 0
        self.problem = ""
        self.folder: Path | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file in a folder of its own, under a name that is safe."""
        super().new_file(*args, **kwargs)
        self.folder = new_incoming_folder()
        self.path = self.folder / safe_name(str(self.file_name))
        self.size, self.digest = 0, hashlib.sha256()
        self.target = self.path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 (as Django has it)
        """Write a piece of it.

        Raises:
            StopUpload: the file, or all that was sent, is larger than the website takes.
        """
        self.size += len(raw_data)
        self.received_bytes += len(raw_data)
        if self.size > settings.LARGEST_FILE_BYTES or self.received_bytes > settings.LARGEST_UPLOAD_BYTES:
            self.problem = too_large(self.path.name, is_file=self.size > settings.LARGEST_FILE_BYTES)
            self.discard()
            raise StopUpload(connection_reset=True)
        self.digest.update(raw_data)
        self.target.write(raw_data)

    def file_complete(self, file_size: int) -> Received:  # noqa: ARG002 (as Django has it)
        """Return the file, now that all of it is there."""
        self.target.close()
        self.folder = None
        return Received(self.path, sent_name=str(self.file_name), size=self.size, sha256=self.digest.hexdigest())

    def upload_interrupted(self) -> None:
        """Delete the beginning of a file whose end did not come."""
        self.discard()

    def discard(self) -> None:
        """Delete the file that is being written, if there is one."""
        if self.folder is not None:
            self.target.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


def too_large(name: str, *, is_file: bool) -> str:
    """Return what to say of a file at which receiving stopped."""
    if is_file:
        return _(
            "%(name)s is larger than %(limit)s MB and was not kept. If it is a list of payments, save it as CSV, or send it "
            "in parts, a year in each."
        ) % {"name": name, "limit": settings.LARGEST_FILE_BYTES // MEGABYTE}
    return _(
        "What you sent is larger than %(limit)s MB together, and receiving stopped at %(name)s. Send it and the files after it "
        "again by themselves; those before it are kept."
    ) % {"name": name, "limit": settings.LARGEST_UPLOAD_BYTES // MEGABYTE}
