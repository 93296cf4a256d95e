"""Large uploads on their way: in a file without a name, so that a server that dies in the middle leaves nobody's rows
in plain form behind.  What is kept of them is sealed (files.py)."""

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Nameless(FileUploadHandler):
    """In place of Django's own, whose files have names, and stay when the process is killed."""

    file: Any = None

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        # For as long as the request; closing it removes it, and so does the system whatever ends the process.
        self.file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        about = (self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        return UploadedFile(self.file, *about)

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()
