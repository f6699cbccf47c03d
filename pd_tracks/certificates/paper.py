"""A certificate on paper: tagged PDF (PDF/UA-1), by WeasyPrint from a template that needs nothing but our own fonts."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

STATIC = Path(settings.BASE_DIR) / "cms" / "static" / "cms"
FONTS, LOOK = STATIC / "fonts", STATIC / "css" / "certificate.css"


class NoPdfHere(RuntimeError):
    """The server lacks what draws PDFs (Pango); the page itself can be printed."""


def certificate_pdf(context: dict, language: str) -> bytes:
    """The file. `context`: as for the page. Raises NoPdfHere. Takes some hundredths of a second."""
    try:
        # Here and not at the top: they load libraries of the system, which a small demo may lack.
        from weasyprint import CSS, HTML  # noqa: PLC0415  (see above)
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  (see above)
        from weasyprint.urls import URLFetcher  # noqa: PLC0415  (see above)
    except OSError as error:
        raise NoPdfHere from error

    class OurFontsOnly(URLFetcher):
        """Nothing from the network, and of the disk the fonts alone: whatever a text may hold, it fetches nothing."""

        def fetch(self, url, headers=None):
            if not url.startswith(("data:image/", f"{FONTS.as_uri()}/")) or ".." in url:
                raise ValueError("a certificate fetches nothing")
            return super().fetch(url, headers)

    with override(language):
        html = render_to_string("pd_tracks/certificate_pdf.html", {**context, "language": language})
    target = BytesIO()
    fetcher, fonts = OurFontsOnly(), FontConfiguration()
    look = CSS(filename=LOOK, url_fetcher=fetcher, font_config=fonts)
    HTML(string=html, url_fetcher=fetcher).write_pdf(target, stylesheets=[look], font_config=fonts, pdf_variant="pdf/ua-1")
    return target.getvalue()
