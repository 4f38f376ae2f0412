from axe_playwright_python.sync_playwright import Axe


def violations(page):
    """Name the accessibility rules that axe finds broken on *page*, and where."""
    return [
        f"{broken['id']}: {', '.join(str(node['target']) for node in broken['nodes'])}"
        for broken in Axe().run(page).response["violations"]
    ]
