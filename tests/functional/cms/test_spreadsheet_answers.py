"""Between a view and the browser nothing gathers a file that is sent in pieces."""

from django.urls import path

import pytest

from cms import urls
from cms.spreadsheets import Sheet, csv_response, xlsx_response

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
READ = []


def rows():
    for number in range(50_000):
        READ.append(number)
        yield (number, "Ñandú")


def in_pieces(request):
    request.session["seen"] = "yes"
    return csv_response(Sheet("T", ("n", "name"), rows()), "people")


def as_workbook(request):
    return xlsx_response(Sheet("T", ("n", "name"), [(1, "Ñandú")]), "people")


urlpatterns = [path("pieces/", in_pieces), path("workbook/", as_workbook), *urls.urlpatterns]


def test_rows_are_read_while_the_answer_is_sent(client):
    READ.clear()
    answer = client.get("/pieces/", secure=True, headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.streaming
    assert READ == [], "no middleware has looked into it"
    assert "Content-Length" not in answer
    assert "Content-Encoding" not in answer
    assert answer["Cache-Control"] == "private, no-store"
    pieces = iter(answer)
    assert next(pieces).startswith(b"\xef\xbb\xbfn,name\r\n")
    next(pieces)
    assert 0 < len(READ) < 1_000
    assert b"".join(pieces).endswith("49999,Ñandú\r\n".encode())


def test_a_workbook_keeps_its_length(client):
    answer = client.get("/workbook/", secure=True, headers={"accept-encoding": "gzip, br"})
    assert answer.streaming
    assert int(answer["Content-Length"]) == len(answer.getvalue())
    assert answer["X-Content-Type-Options"] == "nosniff"
