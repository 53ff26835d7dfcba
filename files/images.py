"""Pictures are decoded and written anew: what is stored is what Pillow saw, without metadata or anything hidden."""

import io
import warnings

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from files.refusals import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_EDGE = 3000  # pixels of a stored picture; enough to read a photographed drawing
QUALITY = 85
EFFORT = 1  # of WebP, 0 to 6; more costs seconds of somebody who waits


def read_image(content: bytes) -> Image.Image:
    """Return the decoded picture, upright, without metadata. Raises Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            _refuse_too_many_pixels(picture)
            picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # JPEG can be decoded smaller, which is quicker
            upright = ImageOps.exif_transpose(picture)
            clean = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except Exception:  # Pillow's decoders raise whatever a damaged file leads them to
        raise Refused(_("The picture cannot be read. Please save it anew as PNG or JPEG."), code="damaged") from None
    clean.info = {}  # colour profile, comments, position of the camera
    return clean


def _refuse_too_many_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > settings.UPLOAD_MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Refused:
    text = _("The picture has too many pixels. At most %(limit)d million are possible. Please make it smaller.")
    return Refused(text % {"limit": settings.UPLOAD_MAX_PIXELS // 1_000_000}, code="too_many_pixels")


def reencode(content: bytes) -> bytes:
    """Return the picture as WebP, shrunk where it is larger than anybody needs. Raises Refused."""
    picture = read_image(content)
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    return _webp(picture)


def square(content: bytes, edge: int) -> bytes:
    """Return the whole picture within a transparent square of `edge` pixels, as WebP. Raises Refused."""
    return _webp(ImageOps.pad(read_image(content).convert("RGBA"), (edge, edge), color=(0, 0, 0, 0)))


def _webp(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=EFFORT)
    return written.getvalue()
