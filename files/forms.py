"""Form fields for files. What is wrong with a file is said at its field; everything else that was typed stays."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from files import images
from files.refusals import megabytes
from files.uploads import ACCEPT, CheckedUpload, check_upload, read_within


class DocumentField(forms.FileField):
    """A document or picture; gives a `CheckedUpload`."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("help_text", lazystr(_DocumentHint()))
        super().__init__(allow_empty_file=True, **kwargs)  # said in our own words

    def clean(self, data: Any, initial: Any = None) -> CheckedUpload | None:
        uploaded = super().clean(data, initial)
        return check_upload(uploaded) if uploaded else None


class LogoField(forms.FileField):
    """A picture; gives its content, which can be decoded."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}))
        kwargs.setdefault("help_text", lazystr(_LogoHint()))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        uploaded = super().clean(data, initial)
        if not uploaded:
            return None
        content = read_within(uploaded, megabytes(settings.LOGO_MAX_MB))
        images.read_image(content)
        return content


class _DocumentHint:
    """Read when it is shown, in the language of the page."""

    def __str__(self) -> str:
        text = _("PDF, Word (docx), Excel (xlsx), ODT, text, CSV or a picture, at most %(limit)s. No macros.")
        return text % {"limit": filesizeformat(megabytes(settings.UPLOAD_MAX_MB))}


class _LogoHint:
    def __str__(self) -> str:
        text = _("PNG, JPEG or WebP, at most %(limit)s. A square picture looks best.")
        return text % {"limit": filesizeformat(megabytes(settings.LOGO_MAX_MB))}
