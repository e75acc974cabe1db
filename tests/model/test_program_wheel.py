"""Tests that the layouts in a wheel are read, and that no damaged or hostile archive is."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from build_tools.model.program_wheel import (
    LARGEST_WHEEL,
    LAYOUTS,
    BadWheelError,
    is_other_vendor_file,
    is_program_wheel,
    read_layouts,
)

RIGHTS = f"{LAYOUTS}blocks/rights.md"


def pack(*files: tuple[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """An archive of some files."""
    packed = BytesIO()
    with ZipFile(packed, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_layouts_have_the_paths_of_a_project_and_the_rest_is_left_out() -> None:
    wheel = pack((RIGHTS, b"rights"), ("build_tools/__main__.py", b"x"), (f"{LAYOUTS}a.md", b"a"))

    assert read_layouts(wheel) == {"templates/a.md": b"a", "templates/blocks/rights.md": b"rights"}


def encrypt(wheel: bytes) -> bytes:
    """The same archive, whose entries say that they are encrypted."""
    at = wheel.rindex(b"PK\x01\x02") + 8
    return wheel[:at] + b"\x01" + wheel[at + 1 :]


def grow(wheel: bytes) -> bytes:
    """The same archive, which says that a file is a little smaller than it is."""
    at = wheel.rindex(b"PK\x01\x02") + 24
    return wheel[:at] + bytes([wheel[at] - 1]) + wheel[at + 1 :]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"", "not a zip file"),
        (lambda: b"<html>Log in</html>", "not a zip file"),
        (lambda: pack((RIGHTS, b"rights" * 100))[:-30], "not a zip file"),
        (lambda: pack(("readme.md", b"x")), "holds no layouts"),
        (lambda: pack((RIGHTS, b"one"), (RIGHTS, b"two")), "twice"),
        (lambda: pack((f"{LAYOUTS}../../../policy_src/policy.yml", b"x")), "impossible path"),
        (lambda: pack(("/etc/passwd", b"x"), (RIGHTS, b"x")), "impossible path"),
        (lambda: pack((RIGHTS, b"rights"), method=ZIP_LZMA), "unusual way"),
        (lambda: encrypt(pack((RIGHTS, b"rights"))), "encrypted"),
        (lambda: grow(pack((RIGHTS, b"rights"))), "Bad CRC-32"),
        (lambda: pack((RIGHTS, bytes(LARGEST_WHEEL + 1))), "when they are unpacked"),
        (lambda: pack(*((f"{LAYOUTS}{number}.md", b"") for number in range(20_001))), "more than the 20000"),
        (lambda: bytes(LARGEST_WHEEL + 1), "more than the 50 MB"),
    ],
)
def test_a_damaged_or_hostile_archive_is_refused_with_a_reason(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(BadWheelError, match=reason):
        read_layouts(make())


@pytest.mark.parametrize("path", ["vendor/policy_publisher-0.1.0-py3-none-any.whl", "vendor/policy_publisher-2.whl"])
def test_the_programs_wheel_is_known_by_its_place_and_name(path: str) -> None:
    assert is_program_wheel(path)
    assert not is_other_vendor_file(path)


@pytest.mark.parametrize(
    "path", ["vendor/jquery.js", "vendor/a/policy_publisher-2.whl", "vendor/policy_publisher.whl", "vendor/readme.md"]
)
def test_other_files_beside_it_are_no_part_of_a_source(path: str) -> None:
    assert not is_program_wheel(path)
    assert is_other_vendor_file(path)
