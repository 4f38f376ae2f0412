import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from triage.engine import Protocol, ProtocolError, assess, check_answer
from triage.library import current_protocol


class Command(BaseCommand):
    help = (
        "Judge the answers of a JSON file, or of the standard input (-), by the "
        "protocol. Reads no database. Exit status 1 if an entry is bad; the others are "
        "judged all the same."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            help='a list of {"id", "answers": {finding: answer}}, or - for the input',
        )

    def handle(self, *, file, **options):
        try:
            protocol = current_protocol()
        except ProtocolError as error:
            raise CommandError(str(error)) from None
        judged = [judge(entry, protocol) for entry in _read(file)]
        self.stdout.write(json.dumps(judged, ensure_ascii=False, indent=1))
        if any("error" in each for each in judged):
            sys.exit(1)


def _read(file: str) -> list[Any]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
        entries = json.loads(text, object_pairs_hook=_once)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file} is not JSON: {error}") from None
    if not isinstance(entries, list):
        raise CommandError(f'{file} is not a list of {{"id", "answers"}}.')
    return entries


class Twice(dict):
    """An object of the input that names one key twice: which answer is meant?"""

    key = ""


def _once(pairs):
    table = dict(pairs)
    if len(table) == len(pairs):
        return table
    names = [name for name, _ in pairs]
    twice = Twice(table)
    twice.key = next(name for name in names if names.count(name) > 1)
    return twice


def judge(entry: Any, protocol: Protocol) -> dict:
    """
    Judge one entry of the input, or say in its `error` what is wrong with it.
    """
    if not isinstance(entry, dict) or "id" not in entry:
        return {"id": None, "error": 'An entry needs "id" and "answers".'}
    try:
        answers = _answers(entry, protocol)
    except ValueError as error:
        return {"id": entry["id"], "error": str(error)}
    assessment = assess(answers, protocol)
    return {
        "id": entry["id"],
        "disposition": assessment.disposition,
        "so_far": assessment.so_far,
        "fired": [_fired(each) for each in assessment.fired],
        "open": [_open(each) for each in assessment.open],
        "could_be": assessment.could_be,
    }


def _answers(entry, protocol):
    answers = entry.get("answers")
    if not isinstance(answers, dict):
        raise ValueError('"answers" must map findings to answers.')
    for table in (entry, answers):
        if isinstance(table, Twice):
            raise ValueError(f"{table.key!r} is given twice.")
    checked = {}
    for name, value in answers.items():
        finding = protocol.findings.get(name)
        if finding is None:
            raise ValueError(f"{name!r} is not a finding.")
        try:
            checked[name] = check_answer(finding, value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return checked


def _fired(each):
    return {
        "rule": each.rule.id,
        "level": each.rule.level,
        "family": each.rule.family,
        "reason": each.rule.reason,
        "sources": list(each.rule.sources),
        "because": each.because,
    }


def _open(each):
    return {
        "rule": each.rule.id,
        "level": each.level,
        "family": each.rule.family,
        "findings": list(each.findings),
    }
