"""What an outcome keeps for good: answers and flags in the words of that day."""

from triage.actions.audit import canonical
from triage.actions.state import IntakeState
from triage.engine import Protocol, from_text, says
from triage.library import protocol_of
from triage.models import Answer, Intake, Outcome, RaisedFlag


def frozen_answers(intake: Intake, state: IntakeState, typed: dict[str, str]) -> str:
    """
    Write all that was asked and answered as one canonical JSON text.

    Every finding of the catalogue is there, in the order of the form: a null value was
    not answered, and `asked` says whether the form showed it at the end. *typed* are
    numbers that could not be, as they were typed.
    """
    protocol = state.protocol
    return canonical(
        {
            "patient": _patient(intake),
            "details": _details(intake),
            "answers": [_entry(state, finding) for finding in protocol.order],
            "typed": typed,
            "protocol": {
                "title": protocol.title,
                "version": protocol.version,
                "digest": intake.release.digest,
            },
            "levels": {
                code.value: {
                    "label": entry.label,
                    "tag": entry.tag,
                    "meaning": entry.meaning,
                    "actions": list(entry.actions),
                }
                for code, entry in protocol.levels.items()
            },
        }
    )


def answers_of(
    outcome: Outcome, protocol: Protocol | None = None
) -> dict[str, str | int | float]:
    """
    The frozen answers of *outcome* as the engine reads them.

    By its own protocol or another; ValueError or KeyError where an answer is none that
    *protocol* knows.
    """
    findings = (protocol or protocol_of(outcome.release)).findings
    return {
        entry["finding"]: from_text(findings[entry["finding"]], entry["value"])
        for entry in outcome.frozen["answers"]
        if entry["value"] is not None
    }


def _patient(intake):
    patient = intake.patient
    return {
        "code": patient.code,
        "name": patient.name,
        "birth_date": patient.birth_date,
        "birth_date_is_estimated": patient.birth_date_is_estimated,
        "sex": patient.sex,
        "record_number": patient.record_number,
        "guardian_name": patient.guardian_name,
        "language": patient.language,
    }


def _details(intake):
    return {
        "channel": intake.channel,
        "took_place_at": intake.took_place_at.isoformat(),
        "taken_by_name": intake.taken_by_name,
        **{name: getattr(intake, name) for name in Answer.DETAILS},
    }


def _entry(state, finding):
    lines = [row for row in state.log if row.finding == finding.name]
    last = lines[-1] if lines else None
    held = state.protocol.set_of.get(finding.name)
    return {
        "finding": finding.name,
        "set": held.id if held else None,
        "set_title": held.title if held else "About the patient",
        "label": finding.label,
        "kind": finding.kind,
        "critical": finding.critical,
        "asked": finding.name in state.shown,
        **_line(finding, last),
        "history": [_line(finding, row) for row in _changes(lines)],
    }


def _changes(lines):
    """The lines in which the answer became another, oldest first."""
    kept = []
    for row in lines:
        if not kept or kept[-1].value != row.value:
            kept.append(row)
    return kept


def _line(finding, row):
    if row is None:
        return {"value": None, "says": "", "source": "", "by": "", "at": None}
    return {
        "value": row.value,
        "says": "" if row.value is None else _says(finding, row.value),
        "source": row.source,
        "by": str(row.by),
        "at": row.at.isoformat(),
    }


def _says(finding, text):
    return says(finding, from_text(finding, text))


def raised_flags(outcome: Outcome, state: IntakeState) -> list[RaisedFlag]:
    """Make a flag of every rule that fired and of every open one that holds a level."""
    protocol, assessment = state.protocol, state.assessment
    findings = protocol.findings

    def label(name):
        return findings[name].label

    fired = [
        _flag(
            outcome,
            protocol,
            each,
            fired=True,
            because=[
                {"finding": name, "label": label(name), "says": says(findings[name], a)}
                for name, a in each.because.items()
            ],
        )
        for each in assessment.fired
    ]
    still_open = [
        _flag(
            outcome,
            protocol,
            each,
            fired=False,
            missing=[
                {
                    "finding": name,
                    "label": label(name),
                    "unsure": name in state.answers,
                }
                for name in each.findings
            ],
        )
        for each in assessment.open
    ]
    return fired + still_open


def _flag(outcome, protocol, each, *, fired, because=(), missing=()):
    rule = each.rule
    return RaisedFlag(
        outcome=outcome,
        rule=rule.id,
        level=rule.level,
        fired=fired,
        held=rule.level if fired else each.level,
        family=rule.family,
        family_label=protocol.families[rule.family],
        reason=rule.reason,
        because=canonical(list(because)),
        missing=canonical(list(missing)),
        sources=canonical(
            [{"key": key, "title": protocol.cited(key)} for key in rule.sources]
        ),
    )
