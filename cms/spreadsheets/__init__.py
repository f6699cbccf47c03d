"""A table that somebody sees on a page, as a file: CSV for programs, XLSX for people. No queries, no permissions, no words of its own."""

from cms.spreadsheets.cells import without_formula
from cms.spreadsheets.comma import csv_response
from cms.spreadsheets.sheet import Sheet
from cms.spreadsheets.workbook import xlsx_response

__all__ = ["Sheet", "csv_response", "without_formula", "xlsx_response"]
