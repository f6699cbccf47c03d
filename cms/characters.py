"""Characters that people's texts may hold and that XML, and so a workbook or a drawing, refuses. One bad letter spoils nobody's file."""

import re

# All that XML 1.0 leaves out (https://www.w3.org/TR/xml/#charsets); lone surrogates have no UTF-8 either.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LINE_END = re.compile("\r\n?")
INSTEAD = "\ufffd"


def writable(text: str) -> str:
    """The text with the sign for an unknown character in place of each that XML refuses, and with one kind of line end."""
    return REFUSED.sub(INSTEAD, LINE_END.sub("\n", str(text)))
