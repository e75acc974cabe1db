"""Reads a file of a source as the fields of a form, and writes changed fields back.

A form sees a file of facts as its value, and a Markdown file as its front matter with the prose under `body`.
"""

from codecs import BOM_UTF8
from typing import Any

from build_tools.model.policy import Route
from build_tools.model.problem import Problems
from build_tools.source.markdown_file import MarkdownFile, read_markdown
from build_tools.source.three_way_merge import is_same
from build_tools.source.yaml_patch import patch_yaml
from build_tools.source.yaml_reader import YamlFile, read_yaml
from build_tools.source.yaml_writer import write_yaml

BODY = "body"


def read_content(path: str, text: str) -> dict[str, Any]:
    """The fields of a file. Raises Problems if it cannot be read."""
    file = _read(path, text)
    if file.problems:
        raise Problems(file.problems)
    value = file.value if isinstance(file, YamlFile) else (file.front.value if file.front else {})
    fields = dict(value) if isinstance(value, dict) else {}
    return fields if isinstance(file, YamlFile) else {**fields, BODY: file.body}


def patch_content(path: str, text: str, content: dict[str, Any]) -> str:
    """The text of a file, changed as little as possible to hold `content`; an empty text is a new file."""
    if not path.endswith(".md"):
        return patch_yaml(text, content)
    file = read_markdown(path, text)
    values = {key: value for key, value in content.items() if key != BODY}
    body = str(content.get(BODY, ""))
    if body != file.body and not body.endswith("\n"):
        body += "\n"
    if file.front is None or file.problems:
        return (f"---\n{write_yaml(values)}---\n" if values else "") + body
    if is_same(values, file.front.value):
        return text[: len(text) - len(file.body)] + body
    front = patch_yaml(file.front.text, values) if values else ""
    return f"---\n{front}---\n{body}" if front else body


def keep_lines(text: str, was: bytes) -> bytes:
    """A text as bytes, with the line ends and the byte order mark of the earlier content `was`."""
    data = text.replace("\n", "\r\n").encode() if b"\r\n" in was else text.encode()
    return BOM_UTF8 + data if was.startswith(BOM_UTF8) else data


def find_route(path: str, text: str, line: int, column: int) -> Route:
    """The route to the field at a place of a file; in the prose, `body` and the number of its line."""
    file = _read(path, text)
    if isinstance(file, MarkdownFile):
        if line >= file.body_line or file.front is None:
            return (BODY, line - file.body_line + 1)
        file = file.front
    return file.find_route(line, column)


def _read(path: str, text: str) -> YamlFile | MarkdownFile:
    return read_markdown(path, text) if path.endswith(".md") else read_yaml(path, text)
