"""The way to the next page of a service's answer (AGS 2.0, section 3.2.8; NRPS 2.0, section 2.3), read as platforms write it."""

import html
import re

from lti.protocol.addresses import MAX_URL, origin_of

# Moodle quotes with typographic marks and escapes the address twice; others leave the quotes out.
PART = re.compile(r"<([^<>]*)>((?:\s*;[^,<]*)*)")
REL = re.compile(r";\s*rel\s*=\s*[\"'\u201c\u201d\u00ab]?([^\"'\u201c\u201d\u00bb;]*)", re.IGNORECASE)


def next_page(link_header: str, *, asked: str, rel: str = "next") -> str:
    """The address of the next page, "" where there is none. Only of the origin that was asked: a page may not lead elsewhere."""
    for address, parameters in PART.findall(_decoded(link_header)[: 4 * MAX_URL]):
        rels = REL.findall(parameters)
        if rels and rel in rels[0].lower().split():
            url = html.unescape(html.unescape(address.strip()))
            return url if origin_of(url) and origin_of(url) == origin_of(asked) else ""
    return ""


def _decoded(header: str) -> str:
    """HTTP headers are Latin-1 on the wire; Moodle writes UTF-8."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
