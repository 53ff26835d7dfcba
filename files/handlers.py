"""Reading a request that is too large without keeping it."""

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from files.refusals import megabytes


class LimitHandler(FileUploadHandler):
    """Let a file that is too large pass by unstored, so that the form can say how large it was and keeps all else.

    Stands before the handlers that store: they get at most the limit, and are then told nothing more.
    """

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    @property
    def limit(self) -> int:
        return megabytes(settings.UPLOAD_MAX_MB)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        return raw_data if self.received <= self.limit else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.received <= self.limit:
            return None
        self._discard_what_others_kept()
        return TooLargeFile(None, self.field_name, self.file_name, self.content_type, self.received, self.charset)

    def _discard_what_others_kept(self) -> None:
        for handler in self.request.upload_handlers:
            if handler is not self and getattr(handler, "file", None):
                handler.file.close()


class TooLargeFile(InMemoryUploadedFile):
    """Stands for a file whose content was not kept: only name and size are known."""

    def open(self, mode=None):
        raise ValueError("the content was not kept")

    def close(self) -> None:
        pass
