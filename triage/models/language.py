from django.db import models


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    OTHER = "other", "Another language"


# Those in which we write sheets and the words to read aloud.
WRITTEN = [choice for choice in Language.choices if choice[0] != Language.OTHER]
# The words of our pages, where a language's own name is not one that all staff read.
IN_ENGLISH = {Language.SPANISH.value: "Spanish"}


def language_name(code):
    """What staff call the language *code* of a sheet or a patient: Spanish for es."""
    return IN_ENGLISH.get(code) or dict(Language.choices).get(code, code)
