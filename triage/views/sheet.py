"""The frozen words of a sheet, arranged as the page shows them: nothing is added."""

from functools import cached_property

from triage.paper.spacing import first_spacing

CARD, FINE = "card", "fine"
# A sheet whose PDF has so little space is drawn together by the browser too.
CLOSE = {"normal": 0.7, "large": 0.95}


class Block:
    """One block: its first sentence, what runs on after it, and its lines."""

    def __init__(self, said):
        self.icon = said.get("icon", "")
        self.columns = said.get("columns", ())
        self.is_addition = said.get("addition", False)
        self.is_foot = said.get("foot", False)
        sentences = said["sentences"]
        self.running = [each for each in sentences if not each.get("item")]
        self.items = [each for each in sentences if each.get("item")]
        self.lead, self.rest = self.running[:1], self.running[1:]


class Part:
    """One section: its heading, and its blocks by whose words they are."""

    def __init__(self, said):
        self.id, self.shape = said["id"], said["shape"]
        self.heading = said["heading"]
        self.intro, self.outro = said["intro"], said["outro"]
        self.blocks = [Block(block) for block in said["blocks"]]
        self.template = f"triage/_sheet_{self.shape}.html"

    @property
    def own(self):
        """The blocks of the article."""
        return [block for block in self.blocks if not block.is_addition]

    @property
    def added(self):
        """The clinic's own blocks."""
        return [b for b in self.blocks if b.is_addition and not b.is_foot]

    @property
    def foot(self):
        return [block for block in self.blocks if block.is_foot]

    @property
    def lines(self):
        """Every line of a list that the intake filled."""
        return [line for block in self.blocks for line in block.items]


class Sheet:
    """One sheet; *content* is what `Words.content` or `HandoutIssued.frozen` gives."""

    def __init__(self, content):
        self.content = content
        self.labels = content["labels"]
        self.is_large = content["size"] == "large"
        self.emergency = dict(content["clinic"]["lines"]).get(
            self.labels["emergency"], ""
        )
        self.is_demo = self.labels["demo"] in content["banners"]
        self.is_close = first_spacing(content)["spacing"] < CLOSE[content["size"]]
        self.parts = [Part(section) for section in content["sections"]]

    @property
    def diary_lines(self):
        """The numbers of the lines to write on: more where there is room."""
        return range(1, 4 if self.is_close else 6)

    @cached_property
    def body(self):
        return [part for part in self.parts if part.shape not in (CARD, FINE)]

    @cached_property
    def cards(self):
        return [part for part in self.parts if part.shape == CARD]

    @cached_property
    def small_print(self):
        return [part for part in self.parts if part.shape == FINE]
