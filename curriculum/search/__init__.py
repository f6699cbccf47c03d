"""Finding lessons, units and competencies, for everybody alike.

`words` cleans what is written and what is asked, `storage` makes the database's full-text index, `writing` keeps the catalog
up to date, `engines` asks it (one way for each database), `finding` puts a page of results together.

Wagtail's own search is used for the admin's lists and not here: it knows one language for the whole site (and takes the
database server's where none is set), ranks on SQLite by one full-text query per row, and cannot count lessons by strand.
"""
