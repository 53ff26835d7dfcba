"""Handing out a stored file. The view that calls this has asked who may read it."""

import hashlib

import structlog
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from files.models import StoredFile

log = structlog.get_logger(__name__)


def download(stored: StoredFile) -> FileResponse:
    """Return the file to be saved, never to be shown by the browser."""
    return _response(stored.file, stored.media_type, as_attachment=True, filename=stored.name)


def show_image(image: FieldFile) -> FileResponse:
    """Return a picture that this portal has encoded itself."""
    return _response(image, "image/webp")


def show_public_image(request: HttpRequest, image: FieldFile) -> HttpResponse:
    """Return a picture that anybody may see; who has it already is told so (304). The browser asks each time, because
    what somebody takes off a public page has to be gone at once. A new picture is a new file with a new name."""
    etag = f'"{hashlib.sha256(image.name.encode()).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag) or show_image(image)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def _response(file: FieldFile, media_type: str, **options) -> FileResponse:
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        log.error("stored_file_missing", file=file.name)
        raise Http404 from None
    response = FileResponse(opened, content_type=media_type, **options)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
