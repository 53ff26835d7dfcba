"""Web domains as a trace of an organisation. Pure functions over two small lists."""

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@cache
def _listed(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def registrable_domain(address: str) -> str:
    """Return the domain somebody registered, out of a web address, a host or a mail address; "" where there is none.

    "https://www.firma.de/kontakt" and "info@mail.firma.de" both give "firma.de".
    """
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", address.strip().lower())
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].strip(".")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return ""
    wanted = 3 if ".".join(labels[-2:]) in _listed("shared_suffixes.txt") else 2
    return ".".join(labels[-wanted:]) if len(labels) >= wanted else ""


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have a mailbox at `domain`, so that it says nothing about an organisation."""
    return domain in _listed("free_mail.txt")


def own_domain(address: str) -> str:
    """Return the registrable domain of a web or mail address unless it belongs to a provider of free mailboxes."""
    domain = registrable_domain(address)
    return "" if is_free_mail(domain) else domain
