"""How are problems told: to a person, to a program, to GitHub?"""

import json
from collections.abc import Iterable, Sequence

from build_tools.model.problem import Location, Problem


def as_text(
    problems: Iterable[Problem],
    reminders: Iterable[Problem] = (),
    open_gaps: Iterable[Problem] = (),
    unstated: Iterable[Problem] = (),
) -> str:
    """One line a problem: `file:line:column: what is wrong. How to mend it. [check]`; open gaps say that they are."""
    told = "".join(f"{problem} [{_name(problem)}]{_accepted(problem)}\n" for problem in (*problems, *reminders))
    told += "".join(f"{gap} [{_name(gap)}] Open.\n" for gap in open_gaps)
    return told + "".join(f"{remark} [{_name(remark)}] Optional.\n" for remark in unstated)


def as_json(
    problems: Iterable[Problem],
    reminders: Iterable[Problem] = (),
    open_gaps: Iterable[Problem] = (),
    unstated: Iterable[Problem] = (),
) -> str:
    """One JSON object: `problems`, `known_gaps`, `open_gaps`, `reminders` and `not_stated`, lists of like objects."""
    told = [(bool(problem.accepted), as_object(problem)) for problem in problems]
    return json.dumps(
        {
            "problems": [value for accepted, value in told if not accepted],
            "known_gaps": [value for accepted, value in told if accepted],
            "open_gaps": list(map(as_object, open_gaps)),
            "reminders": list(map(as_object, reminders)),
            "not_stated": list(map(as_object, unstated)),
        },
        ensure_ascii=False,
        indent=2,
    )


def as_github(problems: Iterable[Problem], reminders: Iterable[Problem] = (), open_gaps: Iterable[Problem] = ()) -> str:
    """Workflow commands that GitHub shows beside the line: errors, warnings for reminders, notices for gaps."""
    told = (
        *(("notice" if problem.accepted else "error", problem) for problem in problems),
        *(("warning", problem) for problem in reminders),
        *(("notice", problem) for problem in open_gaps),
    )
    return "".join(
        as_command(kind, problem.location, problem.check, f"{problem.what}. {problem.remedy}") for kind, problem in told
    )


def summary(
    problems: Sequence[Problem],
    known: Sequence[Problem],
    reminders: Sequence[Problem] = (),
    open_gaps: Sequence[Problem] = (),
    unstated: Sequence[Problem] = (),
) -> str:
    """How many problems, known and open gaps, reminders, and entries without optional facts there are."""
    told = [f"{len(problems)} problems" if len(problems) != 1 else "1 problem"]
    if known:
        told.append(f"{len(known)} known gap{'s' * (len(known) > 1)}, accepted in policy_src/known_gaps.yml")
    if open_gaps:
        told.append(f"{len(open_gaps)} open gap{'s' * (len(open_gaps) > 1)} to be closed or accepted before the launch")
    if reminders:
        told.append(f"{len(reminders)} reminder" + ("s" if len(reminders) > 1 else ""))
    if unstated:
        told.append(f"{len(unstated)} entr{'ies leave' if len(unstated) > 1 else 'y leaves'} out optional facts")
    return ", ".join(told)


def as_command(kind: str, location: Location, title: str, message: str) -> str:
    """A workflow command of GitHub Actions: `notice`, `warning` or `error`."""
    place = f"file={_property(location.file)},line={location.line},col={location.column}"
    return f"::{kind} {place},title={_property(title)}::{_escape(message)}\n"


def _name(problem: Problem) -> str:
    return f"{problem.check}: {problem.about}" if problem.about else problem.check


def _accepted(problem: Problem) -> str:
    return f" Known: {problem.accepted}" if problem.accepted else ""


def as_object(problem: Problem) -> dict[str, str | int]:
    """A problem as programs read it; a known gap with legal's reason."""
    told: dict[str, str | int] = {
        "file": problem.location.file,
        "line": problem.location.line,
        "column": problem.location.column,
        "check": problem.check,
        "about": problem.about,
        "what": problem.what,
        "remedy": problem.remedy,
    }
    return told | ({"accepted": problem.accepted} if problem.accepted else {})


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
