"""Check a page as printed on A4 within its margins."""

A4, MARGIN = {"width": 794, "height": 1123}, 53  # pixels
LANDSCAPE = ".rasso-figures:not(.rasso-months)"  # wider tables are printed in landscape
LONG = 24  # characters of a word that may be broken, such as a URL or a file name
BROKEN = """
most => {
    const found = []
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        if (!node.parentElement.closest('td, th') || !node.parentElement.checkVisibility()) continue
        for (const word of node.textContent.matchAll(/[^\\s\\u2010-\\u2015/-]+/g)) {
            if (word[0].length > most) continue
            const range = document.createRange()
            range.setStart(node, word.index)
            range.setEnd(node, word.index + word[0].length)
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom)))
            if (lines.size > 1) found.push(word[0])
        }
    }
    return found
}"""


WIDE = """
margin => [...document.querySelectorAll('main :is(table, td, th, dl, img, canvas, p)')].some(each =>
    each.checkVisibility() && each.getBoundingClientRect().right > innerWidth - margin + 1)"""


def faults_of_print(page):
    """Faults of the printed page: content beyond the margin, or a broken word in a table."""
    usual, turned = page.viewport_size, page.locator(LANDSCAPE).count()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4["height"], "height": A4["width"]} if turned else A4)
    page.evaluate("margin => { document.body.style.margin = `0 ${margin}px` }", MARGIN)
    faults = [f"printed, “{word}” is broken" for word in page.evaluate(BROKEN, LONG)]
    if page.evaluate(WIDE, MARGIN):
        faults.append("printed, it is wider than the sheet")
    page.evaluate("document.body.style.margin = ''")
    page.set_viewport_size(usual)
    page.emulate_media(media="screen")
    return faults
