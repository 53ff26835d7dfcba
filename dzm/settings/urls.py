"""One `REDIS_URL` serves the queue (its database, usually 0) and the cache (the next one)."""

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


def database_url(redis_url: str, database: int) -> str:
    """Return the URL of another numbered database on the same server."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={database}"
    return urlunsplit(parts._replace(path=f"/{database}"))


def cache_url(redis_url: str) -> str:
    """Return the URL of the cache: the same server, the database after that of the queue."""
    parts = urlsplit(redis_url)
    queue = parse_qs(parts.query).get("db", ["0"])[0] if parts.scheme == "unix" else parts.path.strip("/") or "0"
    return database_url(redis_url, int(queue) + 1)
