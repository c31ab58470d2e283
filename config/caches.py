"""A cache that may be away: Redis holds nothing that counts, so a failed read is a miss and a failed write is forgotten."""

from functools import cached_property
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.commands.core import Script
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


_COUNT = """
local seen = redis.call('INCR', KEYS[1])
if seen == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return seen
"""


class ForgivingRedisCache(RedisCache):
    @cached_property
    def _counting(self) -> Script:
        return Script(self._cache.get_client(None, write=True), _COUNT)

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
        try:
            return int(self._counting(keys=[self.make_and_validate_key(key)], args=[timeout]))
        except RedisError as error:
            log.warning("cache_away", error=str(error))
            return 0
