"""Splits what students read into pages of few words, for grade bands whose lessons are read aloud."""

import re

WORDS = 30
"""Most words on a page. A longer sentence has a page of its own."""

# Lines that are Markdown's own: lists, tables, quotations, headings, fences.
LAID_OUT = re.compile(r"[-*+|>#`~=]|\d+[.)]")
# Emphasis and links may reach over the end of a sentence.
MARKED = re.compile(r"[*_`\[\]<]")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\S)")


def reading_texts(text: str) -> list[str]:
    """A page for each line an author wrote, more where it has many sentences; one for all where lines belong together."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(LAID_OUT.match(line) for line in lines):
        return [text]
    return [page for line in lines for page in _pages(line)]


def _pages(line: str) -> list[str]:
    """Whole sentences, each a paragraph of its own, about as many words on each page."""
    if MARKED.search(line):
        return [line]
    words = len(line.split())
    aim = words / -(-words // WORDS)
    pages: list[list[str]] = [[]]
    for sentence in _sentences(line):
        on_page = sum(len(said.split()) for said in pages[-1])
        # Turn where the page would come out further from its share of the words with the sentence than without.
        if pages[-1] and on_page + len(sentence.split()) / 2 > aim:
            pages.append([])
        pages[-1].append(sentence)
    return ["\n\n".join(page) for page in pages]


def _sentences(line: str) -> list[str]:
    """A single word, such as “Beep!”, stays with what follows it."""
    sentences = SENTENCE_END.split(line)
    for at in range(len(sentences) - 2, -1, -1):
        if " " not in sentences[at]:
            sentences[at : at + 2] = [f"{sentences[at]} {sentences[at + 1]}"]
    return sentences
