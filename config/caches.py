"""A cache that may be away: Redis holds nothing that counts, so a failed read is a miss and a failed write is forgotten."""

from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as error:
            log.warning("cache_away", error=str(error))
            return default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except RedisError as error:
            log.warning("cache_away", error=str(error))

    def count(self, key: Any, timeout: int) -> int:
        """How often something happened, with this time, within the window that its first time opened; in one round trip. Away,
        it knows of no time at all."""
        name = self.make_and_validate_key(key)
        try:
            with self._cache.get_client(name, write=True).pipeline(transaction=False) as line:
                line.incr(name)
                line.expire(name, timeout, nx=True)
                return int(line.execute()[0])
        except RedisError as error:
            log.warning("cache_away", error=str(error))
            return 0
