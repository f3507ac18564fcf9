"""Count the structure of the project: rooms, import floors, and the files that one page or one upload enters.

    python -m scripts.structure                 modules, rooms, floors, arrows and circles of archive/
    DATA_DIR=... python -m scripts.structure --trace      also the files entered, on a prepared archive

A floor is a rank of imports: a module that imports none of the others stands on floor 1, any other one floor above the
highest module that it imports. ``__init__`` files count as their room. The trace counts files of archive, config and
search in which a function is called (``sys.setprofile``), in all threads; the parser's own process is left out. The
upload publishes nothing; it leaves one draft and one batch in DATA_DIR.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = ("archive", "config", "search")
#: A room of more modules than this is hard to survey (docs/architecture.md).
MOST_MODULES = 12


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--trace", action="store_true", help="also count the files that pages and an upload enter")
    options = parser.parse_args()
    modules = sorted(path for path in (ROOT / "archive").rglob("*.py") if "migrations" not in path.parts)
    flat = [path.stem for path in modules if path.parent == ROOT / "archive" and path.stem != "__init__"]
    rooms: dict[str, list[str]] = {}
    for path in modules:
        if path.stem != "__init__":
            rooms.setdefault(str(path.parent.relative_to(ROOT)), []).append(path.stem)
    print(f"modules of archive/: {len(modules)}; flat: {len(flat)} ({' '.join(flat)})")
    largest = sorted(((len(names), room) for room, names in rooms.items()), reverse=True)
    print(f"rooms: {len(rooms)}; above {MOST_MODULES}: {[(room, n) for n, room in largest if n > MOST_MODULES]}")
    for label, grouped in (("modules", _as_module), ("rooms", _as_room)):
        imports = _imports(modules, grouped)
        circles, floors = _floors(imports)
        arrows = sum(map(len, imports.values()))
        print(f"by {label}: {len(imports)} nodes, {floors} floors, {arrows} arrows, circles: {circles or 'none'}")
    if options.trace:
        _trace()


def _as_module(dotted: str) -> str:
    return dotted


def _as_room(dotted: str) -> str:
    """``archive.text.places.region`` -> ``archive.text``: the folder directly below archive/, or the flat module."""
    return ".".join(dotted.split(".")[:2])


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(modules: list[Path], grouped: Callable[[str], str]) -> dict[str, set[str]]:
    """{node: nodes that it imports}, imports for type checkers alone left out."""
    names = {_dotted(path) for path in modules}
    found: dict[str, set[str]] = {grouped(name): set() for name in names if name != "archive"}
    for path in modules:
        node = grouped(_dotted(path))
        if node == "archive":
            continue
        for target in _targets(ast.parse(path.read_text("utf-8")), names):
            other = grouped(target)
            if other not in (node, "archive"):
                found[node].add(other)
    return found


def _targets(tree: ast.Module, names: set[str]) -> Iterator[str]:
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        stack.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                dotted = f"{node.module}.{each.name}"
                if dotted in names:
                    yield dotted
                elif node.module in names:
                    yield node.module


def _floors(imports: dict[str, set[str]]) -> tuple[list[str], int]:
    """(nodes on circles, number of floors); nodes of a circle stand on no floor."""
    floor: dict[str, int] = {}
    waiting = dict(imports)
    while ready := [node for node, others in waiting.items() if all(other in floor for other in others)]:
        for node in ready:
            floor[node] = 1 + max((floor[other] for other in waiting[node]), default=0)
        for node in ready:
            del waiting[node]
    return sorted(waiting), max(floor.values(), default=0)


@contextmanager
def _entered() -> Iterator[tuple[set[str], set[tuple[str, str]]]]:
    """(files, functions) of ours that are called inside the block."""
    files: set[str] = set()
    functions: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        # Modules and class bodies run at an import, which is no part of a page; they are not optimized code.
        if event == "call" and code.co_flags & inspect.CO_OPTIMIZED and code.co_filename.startswith(str(ROOT)):
            name = code.co_filename[len(str(ROOT)) + 1 :]
            if name.partition("/")[0] in OURS:
                files.add(name)
                functions.add((name, code.co_qualname))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield files, functions
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def _trace() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client, override_settings

    with override_settings(ALLOWED_HOSTS=["*"], AXES_ENABLED=False):
        reader = Client()
        for address in (
            "/search/?q=软弱涣散",
            "/search/?q=整顿&region=62",
            "/search/?q=党员 述职&region=61",
            "/",
            "/regions/620000/",
            "/reports/1/?q=整顿",
        ):
            for visit in ("first", "again"):
                with _entered() as (files, functions):
                    response = reader.get(address)
                print(f"{address} ({visit}): {response.status_code}, {len(files)} files, {len(functions)} functions")
                _show(files)
        editor = Client()
        editor.force_login(
            get_user_model().objects.get_or_create(username="tracer", is_staff=True, is_superuser=True)[0]
        )
        editor.get("/healthz")  # a process loads its middleware once, which is no part of an upload
        with _entered() as (files, functions):
            batch = _upload(editor)
            call_command("run_batch", str(batch), verbosity=0)
        print(f"upload: {len(files)} files, {len(functions)} functions")
        _show(files)


def _show(files: set[str]) -> None:
    if os.environ.get("SHOW_FILES"):
        print("\n".join(f"    {name}" for name in sorted(files)))


def _upload(editor: Any) -> int:
    """Upload one new text by the page of the desk, without the worker's process; the number of its batch."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from archive.models import ImportBatch

    text = (
        f"定西市抓实村级党组织整顿工作情况汇报\n\n今年以来，定西市委组织部整顿软弱涣散村党组织，{uuid.uuid4()}。\n" * 3
    )
    started: list[Any] = []

    class NoProcess:
        returncode, stdin, stdout, stderr = 0, None, None, None

        def __init__(self, *arguments: Any, **named: Any) -> None:
            started.append(arguments)

        def wait(self, timeout: float | None = None) -> int:
            return 0

        def poll(self) -> int:
            return 0

    real, subprocess.Popen = subprocess.Popen, NoProcess  # type: ignore[assignment,misc]
    try:
        file = SimpleUploadedFile("trace.txt", text.encode())
        response = editor.post(reverse("admin:archive_report_upload"), {"files": [file]})
    finally:
        subprocess.Popen = real  # type: ignore[misc]
    assert response.status_code < 400, response.status_code
    assert started, "the upload started no worker"
    return ImportBatch.objects.latest("pk").pk


if __name__ == "__main__":
    main()
