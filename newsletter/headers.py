"""The headers by which mail programs offer to leave (RFC 2369, RFC 8058, RFC 2919)."""

from email.utils import parseaddr

from django.conf import settings

from newsletter.models import Subscription
from newsletter.tokens import one_click_url


def list_headers(subscription: Subscription) -> dict[str, str]:
    """Return the headers of a mail to `subscription`. The button works without cookie, login or page."""
    ways = [f"<{one_click_url(subscription)}>"]
    if settings.NEWSLETTER_LEAVE_EMAIL:
        ways.append(f"<mailto:{settings.NEWSLETTER_LEAVE_EMAIL}?subject=unsubscribe>")
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {
        "List-Unsubscribe": ", ".join(ways),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<newsletter.{domain}>",
    }
