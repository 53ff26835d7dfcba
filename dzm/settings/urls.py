"""One `REDIS_URL` serves the queue (database 0) and the cache (database 1)."""

from urllib.parse import parse_qs, urlsplit, urlunsplit


def broker_url(redis_url: str) -> str:
    """Return the Celery broker URL for `redis://host:port/0` or `unix:///abs/path.sock?db=0`.

    Raises ValueError for any other scheme, so that a typing error stops the start.
    """
    parts = urlsplit(redis_url)
    if parts.scheme in ("redis", "rediss"):
        return redis_url
    if parts.scheme == "unix":
        database = parse_qs(parts.query).get("db", ["0"])[0]
        return f"redis+socket://{parts.path}?virtual_host={database}"
    raise ValueError(f"REDIS_URL must start with redis://, rediss:// or unix://, not {parts.scheme}://")


def cache_url(redis_url: str) -> str:
    """Return the URL of the cache: the same server, database 1."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db=1"
    return urlunsplit(parts._replace(path="/1"))
