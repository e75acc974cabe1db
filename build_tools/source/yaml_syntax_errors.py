"""What does a YAML syntax error mean to somebody who edits a list of facts?"""

import yaml

_EXPLAINED = (
    ("cannot start any token", "tab", "a tab stands where only spaces may", "Indent with spaces."),
    ("nested too deep", "nesting", "lists and keys are nested more than 20 deep", "Check the brackets."),
    (
        "expected a single document",
        "second-document",
        "a second document begins here (---)",
        "Keep one document a file.",
    ),
    (
        "mapping values are not allowed",
        "yaml-syntax",
        "a colon is not allowed here",
        "Put quotes around a value that contains a colon and a space.",
    ),
    (
        "could not find expected ':'",
        "yaml-syntax",
        "a key has no colon",
        "Write key: value, and indent a long text below its key.",
    ),
    ("unexpected end of stream", "yaml-syntax", "a quote is opened and not closed", "Close it."),
    ("expected ',' or", "yaml-syntax", "a bracket or a brace is opened and not closed", "Close it."),
    (
        "escape of no character",
        "character",
        "a backslash and digits in double quotes name no character",
        "Write the character itself.",
    ),
    (
        "found unknown escape",
        "yaml-syntax",
        "a backslash stands in double quotes",
        "Use single quotes, or write it twice.",
    ),
    ("undefined alias", "alias", "an alias (*) is not allowed", "Write the value out."),
    (
        "expected <block end>",
        "yaml-syntax",
        "the indentation does not fit the lines above",
        "Line it up with its neighbours.",
    ),
)


def explain_syntax(error: yaml.MarkedYAMLError, line: str) -> tuple[str, str, str]:
    """Check, what and remedy for a syntax error of PyYAML; `line` is the text of the line it points at."""
    said = f"{error.problem or ''} {error.context or ''}"
    if "{{" in line and "'{{" not in line and '"{{' not in line and ("flow" in said or "block end" in said):
        return "yaml-syntax", "braces begin a value without quotes", 'Put quotes around it: "{{ … }}".'
    if "cannot start any token" in said and "\t" not in said and "\\t" not in said:
        return "yaml-syntax", f"{(error.problem or '').removeprefix('found ')}", "Put quotes around the value."
    for sign, check, what, remedy in _EXPLAINED:
        if sign in said:
            return check, what, remedy
    return "yaml-syntax", f"this is not valid YAML: {said.strip()}", "Compare it with the entry above."
