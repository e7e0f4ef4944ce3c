"""Rules of the house that no linter knows, read off the syntax tree of hygiene/."""

import ast

import pytest

from tests.contracts.files import ROOT, product_files

LONGEST_FILE = 299
LONGEST_FUNCTION = 40  # lines, its docstring not counted

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ROW_BY_ROW = {"apply", "iter_rows", "map_elements", "map_rows", "to_dicts"}
# Calls named `join` that join texts: `", ".join(x)`, `pl.col(x).list.join(",")`.
TEXT_NAMESPACES = {"arr", "list", "str"}
CLOCK = {"now", "today", "utcnow"}


def name_of(path):
    return str(path.relative_to(ROOT))


every_file = pytest.mark.parametrize("path", product_files(), ids=name_of)


def nodes(path, *kinds):
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def method_calls(path):
    """Return (name, call) of every call that is written `something.name(...)`."""
    return [
        (call.func.attr, call)
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Attribute)
    ]


@every_file
def test_file_is_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@every_file
def test_functions_are_short(path):
    assert [
        f"{node.name}: {lines}"
        for node in nodes(path, *FUNCTIONS)
        if (lines := lines_of_code(node)) > LONGEST_FUNCTION
    ] == []


def lines_of_code(function):
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    docstring = first.end_lineno - first.lineno + 1 if has_docstring else 0
    return function.end_lineno - function.lineno + 1 - docstring


@every_file
def test_everything_public_has_a_docstring(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module has none"
    assert list(undocumented(tree)) == []


def undocumented(scope):
    for node in scope.body:
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)):
            if node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None and not is_overload(node):
                yield f"{node.name}, line {node.lineno}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node)


def is_overload(node):
    return any(ast.unparse(item).endswith("overload") for item in node.decorator_list)


@every_file
def test_joins_say_how_and_what_they_expect(path):
    for name, call in method_calls(path):
        if name == "join" and joins_tables(call):
            given = {word.arg: word.value for word in call.keywords}
            how = ast.literal_eval(given["how"]) if "how" in given else None
            where = f"line {call.lineno}"
            assert how is not None, f"{where}: how= is missing"
            assert how != "anti", f"{where}: an anti join keeps null keys"
            assert how in {"cross", "semi"} or "validate" in given, (
                f"{where}: validate= is missing"
            )


def joins_tables(call):
    receiver = call.func.value
    if isinstance(receiver, (ast.Constant, ast.JoinedStr)):
        return False
    if isinstance(receiver, ast.Attribute) and receiver.attr in TEXT_NAMESPACES:
        return False
    return len(call.args) > 1 or bool(call.keywords)


@every_file
def test_transforms_never_go_row_by_row(path):
    if "transforms" in path.parts:
        used = {name for name, _ in method_calls(path)}
        assert used.intersection(ROW_BY_ROW) == set()


@every_file
def test_only_the_command_line_reads_the_clock(path):
    if "cli" not in path.parts:
        read = [
            f"line {call.lineno}"
            for name, call in method_calls(path)
            if name in CLOCK and "date" in ast.unparse(call.func.value)
        ]
        assert read == []


@every_file
def test_nothing_is_printed_below_the_command_line(path):
    if "cli" not in path.parts:
        printed = [
            call
            for call in nodes(path, ast.Call)
            if isinstance(call.func, ast.Name) and call.func.id == "print"
        ]
        assert printed == []
