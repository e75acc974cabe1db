"""Writes problems as text, as JSON and as annotations for GitHub."""

from collections.abc import Iterable, Sequence
from itertools import starmap

from build_tools.model.problem import Problem
from build_tools.reports.output import place_object, write_command, write_json


def as_text(
    problems: Iterable[Problem],
    reminders: Iterable[Problem] = (),
    open_gaps: Iterable[Problem] = (),
    unstated: Iterable[Problem] = (),
) -> str:
    """One line for each problem: `file:line:column: what is wrong. How to mend it. [check]`; gaps are marked."""
    marked = [(found, f" Known: {found.accepted}" * bool(found.accepted)) for found in (*problems, *reminders)]
    marked += [(gap, " Open.") for gap in open_gaps]
    marked += [(gap, " Optional.") for gap in unstated]
    return "".join(starmap(_line, marked))


def _line(problem: Problem, mark: str) -> str:
    return f"{problem} [{problem.check}{f': {problem.about}' * bool(problem.about)}]{mark}\n"


def as_json(
    problems: Iterable[Problem],
    reminders: Iterable[Problem] = (),
    open_gaps: Iterable[Problem] = (),
    unstated: Iterable[Problem] = (),
) -> str:
    """One JSON object: `problems`, `known_gaps`, `open_gaps`, `reminders` and `not_stated`, lists of like objects."""
    found = list(problems)
    groups = {
        "problems": (problem for problem in found if not problem.accepted),
        "known_gaps": (problem for problem in found if problem.accepted),
        "open_gaps": open_gaps,
        "reminders": reminders,
        "not_stated": unstated,
    }
    return write_json({name: list(map(as_object, group)) for name, group in groups.items()}).rstrip()


def as_github(problems: Iterable[Problem], reminders: Iterable[Problem] = (), open_gaps: Iterable[Problem] = ()) -> str:
    """Workflow commands that GitHub shows next to the line: errors, warnings for reminders, notices for gaps."""
    kinds = (
        *(("notice" if problem.accepted else "error", problem) for problem in problems),
        *(("warning", reminder) for reminder in reminders),
        *(("notice", gap) for gap in open_gaps),
    )
    return "".join(
        write_command(kind, problem.location, problem.check, f"{problem.what}. {problem.remedy}")
        for kind, problem in kinds
    )


def summary(
    problems: Sequence[Problem],
    known: Sequence[Problem],
    reminders: Sequence[Problem] = (),
    open_gaps: Sequence[Problem] = (),
    unstated: Sequence[Problem] = (),
) -> str:
    """The numbers of problems, known and open gaps, reminders, and entries without optional facts."""
    parts = [f"{len(problems)} problem{'s' * (len(problems) != 1)}"]
    if known:
        parts.append(f"{_count(known, 'known gap')}, accepted in policy_src/known_gaps.yml")
    if open_gaps:
        parts.append(f"{_count(open_gaps, 'open gap')} to be closed or accepted before the launch")
    if reminders:
        parts.append(_count(reminders, "reminder"))
    if unstated:
        parts.append(f"{len(unstated)} entr{'ies leave' if len(unstated) > 1 else 'y leaves'} out optional facts")
    return ", ".join(parts)


def _count(problems: Sequence[Problem], kind: str) -> str:
    return f"{len(problems)} {kind}{'s' * (len(problems) > 1)}"


def as_object(problem: Problem) -> dict[str, str | int]:
    """A problem as JSON; a known gap with legal's reason."""
    return {
        **place_object(problem.location),
        "check": problem.check,
        "about": problem.about,
        "what": problem.what,
        "remedy": problem.remedy,
        **({"accepted": problem.accepted} if problem.accepted else {}),
    }
