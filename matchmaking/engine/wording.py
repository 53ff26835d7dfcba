"""Reasons in words, German and English."""


def render_reason(reason, language="de"):
    """Return one sentence for `reason` in "de" or "en"."""
    return reason.code
