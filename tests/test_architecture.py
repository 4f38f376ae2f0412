"""
The direction of imports: each layer may use those before it, never those after.
"""

import ast
import re
import sys
from pathlib import Path

import pytest

from triage.library import current_protocol

LAYERS = [
    "engine",
    "library",
    "models",
    ("fhir", "paper", "figures", "examples", "reading"),
    "actions",
    "forms",
    "views",
    "urls",
]
RANK = {
    name: rank
    for rank, names in enumerate(LAYERS)
    for name in ([names] if isinstance(names, str) else names)
}
# They stand beside the views: they may use what views may, and nobody imports them.
BESIDE = {"admin", "apps", "checks", "management", "templatetags", "migrations"}

ROOT = Path(__file__).parent.parent
FILES = [
    path
    for folder in ("triage", "clinic")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TRIAGE = [path for path in FILES if path.is_relative_to(ROOT / "triage")]
CLINIC = [path for path in FILES if path.is_relative_to(ROOT / "clinic")]


def short(path):
    return str(path.relative_to(ROOT))


def imported_by(path):
    """Every name that a file imports, written with dots; functions' imports too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def layer_of(path):
    return path.relative_to(ROOT / "triage").parts[0].removesuffix(".py")


def layers_read(path):
    """The layers of ours that a file imports, each with the name that it imports."""
    for name in imported_by(path):
        if name.startswith("triage."):
            yield name.split(".")[1], name


@pytest.mark.parametrize("path", TRIAGE, ids=short)
def test_every_file_belongs_to_a_layer(path):
    assert layer_of(path) in {*RANK, *BESIDE, "__init__"}


@pytest.mark.parametrize("path", TRIAGE, ids=short)
def test_imports_never_point_upwards(path):
    layer = layer_of(path)
    mine = RANK.get(layer, RANK["views"])

    for other, name in layers_read(path):
        if other == layer:
            continue
        assert other in RANK or layer in BESIDE, f"nobody may import {name}"
        assert RANK.get(other, mine) <= mine, f"{name} is above {layer}"
        # fhir, paper, figures and the like stand side by side, each by itself
        assert RANK.get(other) != mine or layer in BESIDE, f"{name} is beside {layer}"


@pytest.mark.parametrize(
    "path", [p for p in TRIAGE if layer_of(p) == "engine"], ids=short
)
def test_the_engine_needs_the_standard_library_only(path):
    roots = {name.split(".")[0] for name in imported_by(path)}

    assert roots <= sys.stdlib_module_names | {"triage"}


def offenders(files, *, importing):
    """Which of *files* import a name of which *importing* is true."""
    return [
        f"{short(path)}: {name}"
        for path in files
        for name in imported_by(path)
        if importing(name)
    ]


PROTOCOL = current_protocol()
# What the protocol asks and judges by, where its name is no everyday word; and the
# words that nobody needs who only runs a site.
CLINICAL = re.compile(
    "|".join(
        rf"\b{word}"
        for word in (
            *(name for name in (*PROTOCOL.findings, *PROTOCOL.families) if "_" in name),
            *(rule.id for rule in PROTOCOL.rules if "_" in rule.id),
            *("emergenc", "urgent", "diagnos", "symptom", "red flag", "disposition"),
            *("spine", "spinal", "cauda", "cancer", "fracture", "infection", "pain"),
            *("referral", "handout", "outcome", "clinician"),
        )
    ),
    re.IGNORECASE,
)


def test_the_site_knows_no_clinical_word():
    """
    The house installs the app and leads to its pages; nothing more.

    The look (style sheet and icons) is shared; what a page of the app does with a
    script lies with the app.
    """
    assert not offenders(CLINIC, importing=lambda name: "triage.engine" in name)
    scripts = sorted((ROOT / "clinic").rglob("*.js"))
    assert scripts
    assert not [
        f"{short(path)}: {found[0]}"
        for path in [*CLINIC, *scripts]
        for found in CLINICAL.finditer(path.read_text("utf-8"))
    ]


def test_nobody_uses_signals():
    assert not offenders(
        FILES,
        importing=lambda name: "signals" in name or name.startswith("django.dispatch"),
    )


def test_settings_are_read_through_django_conf():
    assert not offenders(
        FILES, importing=lambda name: name.startswith("clinic.settings")
    )


def test_imports_are_absolute():
    assert not [
        f"{short(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]


WRITES = {
    *("save", "create", "bulk_create", "bulk_update", "get_or_create"),
    *("update_or_create", "update", "delete", "raw", "execute"),
    # of a set of related rows; Python's own sets are joined with | in views
    *("add", "set", "remove", "clear"),
}
WRITES |= {f"a{name}" for name in WRITES}


def test_views_never_write():
    """They call an action, which also leaves the audit entry."""
    assert not [
        f"{short(path)}:{node.lineno}"
        for path in TRIAGE
        if layer_of(path) == "views"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]


def test_a_locked_row_can_still_be_referred_to():
    """
    A lock that takes the key as well stops whoever inserts a row that refers to it.

    PostgreSQL checks foreign keys at COMMIT, when the audit chain is held: whoever
    holds the row and waits for the chain would wait for ever.
    """
    assert not [
        f"{short(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "no_key" not in {given.arg for given in node.keywords}
    ]


def test_nobody_reads_outside_the_repository():
    everything = [
        *FILES,
        *sorted((ROOT / "triage" / "protocols").rglob("*.*")),
        *sorted((ROOT / "templates").rglob("*.*")),
        *sorted((ROOT / "tests").rglob("*.py")),
        *sorted(ROOT.glob("*.md")),
    ]

    outside = "../" + "shared"
    assert not [
        short(path) for path in everything if outside in path.read_text("utf-8")
    ]
