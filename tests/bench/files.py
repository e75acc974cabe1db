"""Measures how long one file for download takes."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from build_tools.downloads.make import write_file
from build_tools.model.settings import DownloadForm
from build_tools.project.project import Project
from tests.bench.runner import Figure
from tests.bench.timing import median_of
from tests.support.projects import ROOT

_NOW = datetime(2026, 3, 1, tzinfo=UTC)
_ROUNDS = 20


def measure_files(_folder: Path) -> Iterator[Figure]:
    """One PDF and one Word file of the privacy policy, each of another text, after a first that loads the library."""
    project = Project.of_folder(ROOT, _NOW)
    document = project.documents[0]
    printed = project.printing.draft(document)
    for form in DownloadForm:
        write_file(printed, form)
        times = []
        for number in range(_ROUNDS):
            text = replace(printed, title=f"{printed.title} {number}")
            start = time.perf_counter()
            write_file(text, form)
            times.append((time.perf_counter() - start) * 1000)
        yield median_of(f"one {form.value} file", times, "ms", 60)
