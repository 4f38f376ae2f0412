"""The shipped Spanish and its original, read as they are or with a change."""

from triage.engine.handout_file import read_handout
from triage.engine.handout_translation import read_translation
from triage.library import FOLDER, current_protocol, handouts, texts_of

ORIGINAL, NAME = "handout.en.toml", "handout.es.toml"
SHIPPED = texts_of(FOLDER, (NAME,))[NAME]
ENGLISH = handouts()["en"]


def read(text, original=ENGLISH):
    return read_translation(NAME, text, original=original, protocol=current_protocol())


def english(old, new):
    """The English sheet with the first *old* replaced."""
    text = ENGLISH.texts[ORIGINAL]
    assert old in text, old
    text = text.replace(old, new, 1)
    return read_handout(ORIGINAL, text, protocol=current_protocol())
