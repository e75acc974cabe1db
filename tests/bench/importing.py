"""Measures how much of real policies `policy import` turns into facts, and checks that no sentence is lost.

    python -m tests.bench.importing FILE…

A line a file: its sections, how many of its tables and lists became facts, the gaps that are named, and the sentences
of the file that stand neither on the pages nor in the report.
"""

import sys
from pathlib import Path

from build_tools.importing.faults import ImportedFileError
from build_tools.importing.importer import import_texts
from build_tools.starting.answers import AnswersError
from build_tools.starting.program_wheel import read_own_layouts
from tests.importing.sentences import find_lost

GIVEN = {"time_zone": "UTC"}
FALLBACK = {**GIVEN, "name": "Examplecorp", "privacy_mailbox": "privacy@examplecorp.example", "language": "en"}


def main(files: list[str]) -> None:
    layouts = read_own_layouts()
    print("| text | sections | tables | lists | entries | gaps | sentences | lost |")
    print("|---|---|---|---|---|---|---|---|")
    for file in files:
        data = Path(file).read_bytes()
        try:
            try:
                imported = import_texts({file: data}, GIVEN, layouts)
            except AnswersError:  # the text names nobody
                imported = import_texts({file: data}, FALLBACK, layouts)
        except ImportedFileError as error:
            print(f"| {error} |")
            continue
        tally, (total, lost) = imported.tally, find_lost(file, data, imported, layouts)
        tables = f"{tally.structured_tables} of {tally.tables}"
        lists = f"{tally.structured_lists} of {tally.lists}"
        cells = (file, tally.sections, tables, lists, tally.entries, len(imported.draft.gaps), total, len(lost))
        print(f"| {' | '.join(map(str, cells))} |")
        for sentence in lost:
            print(f"    lost: {sentence}")


if __name__ == "__main__":
    main(sys.argv[1:])
