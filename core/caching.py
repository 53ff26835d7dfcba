"""The cache of Django with one client per process instead of one per access."""

from functools import cached_property
from typing import Any

from django.core.cache.backends import redis as django_redis


class _Client(django_redis.RedisCacheClient):
    """Making a client takes longer than asking the server (redis-py fills the table of its replies anew each time). A
    client holds no connection of its own, so threads and forked processes may share it: it takes one of the pool."""

    @cached_property
    def _only(self) -> Any:
        return self._client(connection_pool=self._get_connection_pool(write=True))

    def get_client(self, key=None, *, write=False):
        return self._only if len(self._servers) == 1 else super().get_client(key, write=write)


class RedisCache(django_redis.RedisCache):
    """As Django's, see `_Client`."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client
