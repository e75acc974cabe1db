"""Limits the loop iterations, the calls and the text sizes of a layout.

A layout is a program. Without limits, a few words of it (`"%999999999d" % 1`, nested loops) take all memory or time.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_TURNS = 1_000_000  # the most loop iterations, calls and pieces of text of a rendering
_LONGEST = 2_000_000  # the most characters of a text that a layout makes, besides those that it was given
_WIDEST = 10_000  # the largest number in a call, such as a width or a number of decimals
_WIDE = re.compile(r"\d{5}|\*")
_COUNTED = nodes.EnvironmentAttribute("count_turns")


class LayoutLimitError(TemplateRuntimeError):
    """A layout exceeds a limit."""


class _Generator(CodeGenerator):
    """Compiles layouts so that loops count their iterations, and concatenations their characters."""

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        node.iter = nodes.Call(_COUNTED, [node.iter], [], None, None, lineno=node.lineno)
        super().visit_For(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's own name
        self.write("environment.concat((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class BoundedSandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with limits. `begin` resets the counters."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.turns = self.given = 0
        self.filters = {name: _bounded(function) for name, function in self.filters.items()}

    def begin(self, values: Any = "") -> None:
        """Reset the counters. The given values do not count: a redline may be longer than the limit."""
        self.turns, self.given = 0, _count(values)

    def concat(self, parts: Iterable[Any]) -> str:
        """Join the parts."""
        pieces: list[str] = []
        length = -self.given
        for part in parts:
            self._turn()
            pieces.append(piece := str(part))
            length += len(piece)
            if length > _LONGEST:
                _check_length(length)
        return "".join(pieces)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator whose result could be of any size."""
        if operator == "%" and isinstance(left, str):
            _check_format(left)
        elif operator == "+":
            _check_length(sum(len(part) for part in (left, right) if isinstance(part, str | list | tuple)))
        elif operator == "**":
            _check_numbers((left, right))
        elif operator == "*":
            _check_length(abs(_size(left) * _size(right)))
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function that a layout may call."""
        self._turn()
        if isinstance(owner := getattr(function, "__self__", None), str):
            _check_arguments((owner, *args), kwargs)
        return super().call(context, function, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The safe form of `str.format`, with limited widths."""
        if wrapped := super().wrap_str_format(value):
            _check_format(value.__self__)
        return wrapped

    def count_turns(self, values: Any) -> Any:
        """The values of a loop, counted one by one."""
        return values if isinstance(values, Undefined) else self._pass(values)

    def _pass(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._turn()
            yield value

    def _turn(self) -> None:
        self.turns += 1
        if self.turns > _MOST_TURNS:
            raise LayoutLimitError(f"it takes more than {_MOST_TURNS:,} steps")


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that refuses arguments which turn a short text into one of any size."""

    @wraps(function)
    def bounded(*args: Any, **kwargs: Any) -> Any:
        _check_arguments(args, kwargs)
        return function(*args, **kwargs)

    return bounded


def _check_arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Refuse huge numbers, huge widths in formats, and repeated insertions of a text into another."""
    values = (*args, *kwargs.values())
    _check_numbers(value for value in values if isinstance(value, int))
    texts = [value for value in values if isinstance(value, str)]
    if texts and ("%" in texts[0] or "{" in texts[0]):
        _check_format(texts[0])
    if len(texts) > 1:
        _check_length((len(texts[0]) + 1) * max(map(len, texts[1:])))


def _check_format(form: str) -> None:
    """Refuse a format (`%5d`, `{:>5}`) that is too wide."""
    for match in re.finditer(r"%[^a-zA-Z%]*|\{[^{}]*\}", form):
        if _WIDE.search(match[0]):
            raise LayoutLimitError(f"a number in a format is over {_WIDEST:,}")


def _check_numbers(numbers: Iterable[Any]) -> None:
    if any(abs(number) > _WIDEST for number in numbers):
        raise LayoutLimitError(f"a number is over {_WIDEST:,}")


def _check_length(length: int) -> None:
    if length > _LONGEST:
        raise LayoutLimitError(f"it makes a text of more than {_LONGEST:,} characters")


def _count(values: Any) -> int:
    if isinstance(values, str):
        return len(values)
    if isinstance(values, list | tuple):
        return sum(map(_count, values))
    return sum(map(_count, values.values())) if isinstance(values, Mapping) else 0


def _size(value: Any) -> int:
    return value if isinstance(value, int) else len(value) if isinstance(value, str | list | tuple) else 0
