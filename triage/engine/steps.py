"""
What staff do now: the actions of a level, in the order that the fired rules call for.
"""

import re
from collections.abc import Collection, Mapping, Sequence

# Their patients may not travel as they are: the ambulance comes before all else.
AMBULANCE_FIRST = frozenset({"cardiopulmonary", "vascular", "stranded"})
ONLY_IF = re.compile(r"If an? (\w+) rule fired: *")


def steps(actions: Sequence[str], families: Collection[str]) -> tuple[str, ...]:
    """
    Order *actions* for a patient in whom rules of *families* fired.

    An action that begins "If a … rule fired:" stands first where a rule of that family
    did, and nowhere else. The line about the ambulance comes next for the families
    whose patients may not travel. The others keep the protocol's order.
    """
    first, then = [], []
    for action in actions:
        condition = ONLY_IF.match(action)
        if not condition:
            then.append(action)
        elif condition[1] in families:
            first.append(action)
    if AMBULANCE_FIRST.intersection(families):
        then.sort(key=lambda action: not is_ambulance(action))
    return (*first, *then)


def is_ambulance(action: str) -> bool:
    """Whether *action* is the one about the ambulance."""
    return "ambulance" in action.lower()


def it_did(action: str, families: Mapping[str, str]) -> str:
    """
    Say which rules fired that *action*, the one about the ambulance, is conditional on.

    *families* names those of the rules that fired; "" where none of them calls for it.
    """
    names = [name for code, name in families.items() if code in AMBULANCE_FIRST]
    return f"It did: {', '.join(names)}." if names and is_ambulance(action) else ""
