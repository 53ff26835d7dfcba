"""Logos and files of the demo, drawn by code: the repository holds no pictures."""

import io
import math

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from companies.attachments import add_attachment
from companies.models import Need
from demo.people import Cast
from files.uploads import check_upload
from organisations.services.logo import save_logo

EDGE = 512  # pixels
WHITE = "#ffffff"
MACHINES = "Maschine;Baujahr;Steuerung;Signal\r\n" + "".join(
    f"Drehautomat {number};{1994 + number};{'Relais;keins' if number < 7 else 'SPS;Leuchte'}\r\n"
    for number in range(1, 13)
)


def _gear(draw: ImageDraw.ImageDraw) -> None:
    centre, outer = EDGE / 2, EDGE * 0.34
    for tooth in range(8):
        angle = math.tau * tooth / 8
        x, y = centre + outer * math.cos(angle), centre + outer * math.sin(angle)
        draw.ellipse((x - 54, y - 54, x + 54, y + 54), fill=WHITE)
    draw.ellipse((centre - outer, centre - outer, centre + outer, centre + outer), fill=WHITE)
    draw.ellipse((centre - 70, centre - 70, centre + 70, centre + 70), fill="#0e5a53")


def _waves(draw: ImageDraw.ImageDraw) -> None:
    for radius in (70, 130, 190):
        draw.arc((256 - radius, 300 - radius, 256 + radius, 300 + radius), 200, 340, fill=WHITE, width=28)
    draw.ellipse((226, 300, 286, 360), fill=WHITE)


# Key of the organisation -> ground, drawing, description
LOGOS = {
    "ohlenbrede-drehteile": ("#0e5a53", _gear, "Weißes Zahnrad auf grünem Grund"),
    "spindelfunk": ("#91461a", _waves, "Drei weiße Funkwellen auf kupfernem Grund"),
}


def _draw(ground: str, drawing) -> bytes:
    picture = Image.new("RGB", (EDGE, EDGE), ground)
    drawing(ImageDraw.Draw(picture))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def show_logos(cast: Cast) -> None:
    for key, (ground, drawing, alt) in LOGOS.items():
        organisation = cast.organisations[key]
        save_logo(organisation, actor=cast.members[key][0], picture=_draw(ground, drawing), alt=alt)


def _sketch() -> bytes:
    """Return a plan of a hall with twelve machines."""
    picture = Image.new("RGB", (1200, 700), "#fdfbf6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 1160, 660), outline="#1a2423", width=6)
    for place in range(12):
        x, y = 90 + place % 6 * 175, 130 + place // 6 * 280
        draw.rectangle((x, y, x + 130, y + 160), outline="#0e5a53", width=5)
        draw.text((x + 50, y + 60), str(place + 1), fill="#1a2423", font_size=44)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


# Key of the need -> name, content, whether a provider receives it after the introduction
ATTACHED = {
    "alte-drehautomaten-stillstand": (
        ("Hallenplan.png", _sketch, True),
        ("Maschinenliste.csv", MACHINES.encode, False),
    ),
    "drehteile-eingangsrechnungen": (("Ablauf heute.txt", "Post - Scan - Ordner - Tabelle".encode, True),),
}


def attach_files(need: Need, key: str) -> None:
    """Attach what belongs to the need, a draft."""
    for name, content, shared in ATTACHED.get(key, ()):
        upload = check_upload(SimpleUploadedFile(name, content()))
        add_attachment(need, actor=need.created_by, upload=upload, shared=shared)
