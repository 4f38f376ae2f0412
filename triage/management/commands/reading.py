import textwrap

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language_info

from triage.examples import every_sheet
from triage.library import example_patients, handouts
from triage.reading import LONG, ReadingError
from triage.reading.report import report_on

WIDTH = 88


class Command(BaseCommand):
    help = "Measure how hard the sheets read, and exit with 1 where that is too hard."

    def handle(self, *args, **options):
        self.say(
            f"The sheets of {len(example_patients())} example patients, at every "
            "level, as an adult and as a child."
        )
        faults = [fault for each in handouts().values() if (fault := self.tell(each))]
        if faults:
            raise CommandError(" ".join(faults))
        self.say("\nAll within their limits.")

    def say(self, text, indent=""):
        """Print *text*, no line wider than a terminal."""
        wrapped = textwrap.fill(
            text.lstrip("\n"), WIDTH, initial_indent=indent, subsequent_indent=indent
        )
        self.stdout.write("\n" * text.startswith("\n") + wrapped)

    def tell(self, handout):
        """Report on one language; what is wrong with it, in a sentence."""
        name = get_language_info(handout.language)["name"]
        self.say(f"\n{name}: {handout.name}, {handout.version}, {handout.digest[:8]}")
        try:
            report = report_on(every_sheet(handout), handout.language)
        except ReadingError as error:
            self.say(str(error), "  ")
            return f"{name} was not measured."
        self.figures(report)
        self.excess(report)
        return f"{name} is over its limits." if report.over else ""

    def figures(self, report):
        """The easiest, the middle and the hardest, each with where it stands."""
        limits = report.limits
        order = "lower" if limits.lower_is_easier else "higher"
        self.say(f"{limits.name}; {order} is easier.", "  ")
        self.say(f"{len(report.sheets)} sheets, {limits.bound(limits.sheet)}", "    ")
        self.row("easiest", report.sheets[0])
        self.row("median", report.median)
        self.row("hardest", report.sheets[-1])
        if report.passages:
            count, bound = len(report.passages), limits.bound(limits.passage)
            self.say(f"{count} passages of {LONG} words or more, {bound}", "    ")
            self.row("hardest", report.passages[-1])
            self.say(f"“{report.passages[-1].text}”", " " * 6)

    def row(self, label, graded):
        where = graded.sheet
        if graded.block:
            where = f"block {graded.block}, {graded.words} words"
        self.stdout.write(f"      {label:<9}{graded.figure:>6.1f}   {where}")

    def excess(self, report):
        """A table of what is above its limit: the hardest of each block, how often."""
        if not report.over:
            return
        self.say("Over the limit:", "    ")
        self.stdout.write("      figure   limit   times   where")
        for block, found in report.over.items():
            hardest = found[0]
            where = f"block {block}" if block else f"whole sheet, {hardest.sheet}"
            figures = f"{hardest.figure:6.1f}  {hardest.limit:6g}  {len(found):6}"
            self.stdout.write(f"      {figures}   {where}")
            if block:
                self.say(f"“{hardest.text}”", " " * 6)
