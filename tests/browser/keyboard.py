class Keyboard:
    """A keyboard that counts: `keys.press("y", "n")`, then `keys.count`."""

    def __init__(self, page):
        self.page = page
        self.count = 0

    def press(self, *keys):
        """Press *keys* one after the other, each by Playwright's name for it."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text):
        """Type *text*, a keystroke for each character."""
        self.press(*text)
