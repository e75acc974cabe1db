"""Keeps compiled Jinja templates in memory and in a sealed cache: compiled code is run, so its origin must be known."""

from hashlib import sha256
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from build_tools.runtime.cache import SealedCache

_MOST = 500
"""The most files of a cache. Templates that are no longer used are not known, so a larger cache is emptied."""


class CompiledTemplates(BytecodeCache):
    """The compiled templates of an environment, by the names and the texts of the templates.

    Whatever else shapes them, such as the options of the environment, has to be in the name of the cache.
    """

    def __init__(self, cache: SealedCache | None = None, memory: dict[str, CodeType] | None = None) -> None:
        """`memory` holds the templates that were compiled in this process by the same kind of environment."""
        self._cache: SealedCache | None = None
        self._memory = {} if memory is None else memory
        if cache:
            self.open(cache)

    def open(self, cache: SealedCache) -> None:
        """Keep the templates that are compiled from now on in a cache."""
        self._cache = cache
        if cache.count() > _MOST:
            cache.sweep()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template that was compiled before."""
        name = f"{bucket.key} {bucket.checksum}"
        bucket.code = self._memory.get(name)
        if bucket.code is None and self._cache and (content := self._cache.get(name)):
            bucket.bytecode_from_string(content)
            if bucket.code:
                self._memory[name] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        name = f"{bucket.key} {bucket.checksum}"
        if bucket.code:
            self._memory[name] = bucket.code
        if self._cache:
            self._cache.put(name, bucket.bytecode_to_string())

    def get_source_checksum(self, source: str) -> str:
        """The SHA-256 of a template: Jinja's own SHA-1 can be the same for two texts."""
        return sha256(source.encode()).hexdigest()


SHIPPED_LAYOUTS = CompiledTemplates()
"""The layouts in HTML that the program brings, which all have the same environment (`redline/html_layouts.py`)."""
