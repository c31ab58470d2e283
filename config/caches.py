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

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        try:
            return bool(super().add(key, value, timeout, version))
        except RedisError as error:
            log.warning("cache_away", error=str(error))
            return False

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Away, it says what a cache says that has lost the key."""
        try:
            return int(super().incr(key, delta, version))
        except RedisError as error:
            log.warning("cache_away", error=str(error))
            raise ValueError(key) from error
