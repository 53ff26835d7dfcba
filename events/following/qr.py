"""Pictures that phones read."""

from xml.etree.ElementTree import tostring

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage


def svg_of(address: str, label: str) -> SafeString:
    """Return the QR code of `address` as an SVG of any size, which a screen reader calls `label`."""
    image = qrcode.make(address, image_factory=SvgPathImage, border=0).get_image()
    for name in ("width", "height"):
        image.attrib.pop(name, None)
    image.set("role", "img")
    image.set("aria-label", label)
    image.set("class", "dzm-code")
    return mark_safe(tostring(image, encoding="unicode"))
