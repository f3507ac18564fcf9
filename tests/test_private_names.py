"""No private name of a library is overridden or used; the codec and writer classes over Whoosh 2.7.4 are the exception."""

from __future__ import annotations

import ast
import inspect
import logging
import textwrap
from collections.abc import Iterator
from types import ModuleType

from tests.all_modules import all_modules
from tests.conftest import PROJECT

OURS = ("archive", "config", "search")
#: Where Whoosh is subclassed, and what starts a server when it is imported.
LEFT_OUT = ("search.engines.whoosh", "config.gunicorn", "config.wsgi", "archive.migrations")
#: Underscored names that their libraries document: Django, namedtuples, django-simple-history, lxml (for annotations).
DOCUMENTED = {
    "_meta", "_state", "_default_manager", "_base_manager", "_replace", "_asdict", "_fields", "_field_defaults",
    "_history_user", "_history_date", "_change_reason", "_Element", "_ElementTree",
}  # fmt: skip
#: What archive.models.history notes on a report between two signals.
NOTED_ON_REPORTS = {"_state_before", "_came_in_now"}


def modules() -> Iterator[ModuleType]:
    return all_modules(*OURS, without=LEFT_OUT)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in OURS


def test_no_class_overrides_a_private_name_of_a_library():
    overridden = {
        f"{module.__name__}.{ours.__name__}.{name} of {theirs.__module__}.{theirs.__name__}"
        for module in modules()
        for ours in vars(module).values()
        if inspect.isclass(ours) and ours.__module__ == module.__name__
        for theirs in ours.__mro__[1:]
        if not is_ours(theirs.__module__) and theirs is not object
        for name in ast_names(ours)
        if name in vars(theirs)
    }
    assert overridden == set()


def ast_names(ours: type) -> set[str]:
    """The private names that the source of a class defines; not those that its metaclass adds."""
    try:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(ours))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in getattr(definition, "body", []):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if is_private(name)}


class _Overriding(logging.Formatter):
    def _private(self) -> None: ...


def test_private_names_of_a_class_are_seen():
    assert ast_names(_Overriding) == {"_private"}


def test_no_private_name_of_another_is_used():
    used = []
    for folder in OURS:
        for path in (PROJECT / folder).rglob("*.py"):
            dotted = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            if dotted.startswith(LEFT_OUT[:1]):
                continue
            nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
            own = {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
            own |= {node.id for node in nodes if isinstance(node, ast.Name)}
            own |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and is_self(node.value)}
            for node in nodes:
                names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
                if isinstance(node, ast.Attribute) and not is_self(node.value):
                    names = [node.attr]
                used += [
                    f"{dotted}: {name}"
                    for name in names
                    if is_private(name) and name not in DOCUMENTED | NOTED_ON_REPORTS | own
                ]
    assert sorted(set(used)) == []


def is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")
