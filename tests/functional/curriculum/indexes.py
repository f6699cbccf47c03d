"""Reads the databases' full-text indexes as they are kept, to see what somebody could find out from them."""

from django.db import connection

from curriculum.search.words import words_of

IS_POSTGRESQL = connection.vendor == "postgresql"


def stems(texts, *languages: str) -> set[str]:
    """The words of these texts as this database's index would keep them, in any of these languages; in English where none is named."""
    text = " ".join(words_of(" ".join(texts)))
    with connection.cursor() as cursor:
        if IS_POSTGRESQL:
            kept = set()
            for language in languages or ("en",):
                cursor.execute("SELECT unnest(tsvector_to_array(to_tsvector(%s::regconfig, %s)))", [f"waymark_{language}", text])
                kept |= {row[0] for row in cursor.fetchall()}
            return kept
        cursor.execute("CREATE VIRTUAL TABLE temp.stems USING fts5(words, tokenize='porter unicode61')")
        cursor.execute("INSERT INTO temp.stems VALUES (%s)", [text])
        cursor.execute("CREATE VIRTUAL TABLE temp.stems_vocab USING fts5vocab(temp, stems, row)")
        cursor.execute("SELECT term FROM temp.stems_vocab")
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute("DROP TABLE temp.stems_vocab")
        cursor.execute("DROP TABLE temp.stems")
        return kept


def indexed_stems() -> set[str]:
    """Every word in every full-text index of this database, Wagtail's included, as it is kept there."""
    with connection.cursor() as cursor:
        if IS_POSTGRESQL:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE udt_name = 'tsvector' AND table_schema = 'public'"
            )
            columns = cursor.fetchall()
            assert ("curriculum_catalogentry", "words") in columns
            queries = [f'SELECT word FROM ts_stat(\'SELECT "{column}" FROM "{table}"\')' for table, column in columns]  # noqa: S608  (names from the catalog of the database)
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5(%'")
            tables = [row[0] for row in cursor.fetchall()]
            assert "curriculum_catalog_fts" in tables
            for table in tables:
                cursor.execute(f"CREATE VIRTUAL TABLE temp.{table}_vocab USING fts5vocab(main, {table}, row)")
            queries = [f"SELECT term FROM temp.{table}_vocab" for table in tables]  # noqa: S608
        kept: set[str] = set()
        for query in queries:
            cursor.execute(query)
            kept |= {row[0] for row in cursor.fetchall()}
        return kept
