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
local found = {}
for place, key in ipairs(KEYS) do
  found[place] = redis.call('INCR', key)
  if found[place] == 1 then redis.call('EXPIRE', key, ARGV[1]) end
end
return found
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

    def count(self, *keys: Any, timeout: int) -> list[int]:
        """How often each of several things happened, with this time, within the window that its first time opened; all in one
        round trip. Away, it knows of no time at all."""
        try:
            named = [self.make_and_validate_key(key) for key in keys]
            return [int(seen) for seen in self._counting(keys=named, args=[timeout])]
        except RedisError as error:
            log.warning("cache_away", error=str(error))
            return [0] * len(keys)
