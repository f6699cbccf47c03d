"""The full-text index, made once by a migration and kept by the database itself: no write in Python can forget it.

SQLite: an FTS5 table that reads its text from the catalog, and three triggers. A later migration that alters the catalog's
table must call `prepare` again, because Django makes such a table anew on SQLite and the triggers go with the old one.
PostgreSQL: a generated column, stemmed in the language of its row, and for mistyped words a trigram index where the server
has pg_trgm and lets us use it. Stop words are kept on purpose: `words.FILLERS` decides the same on both databases.
"""

from django.db import DatabaseError, transaction

CONFIGS = {"en": "waymark_en", "es": "waymark_es"}
"""PostgreSQL's text search configuration for each language; others are not stemmed."""

FORGET = """
    INSERT INTO curriculum_catalog_fts (curriculum_catalog_fts, rowid, title_words, lead_words, text_words)
    VALUES ('delete', old.id, old.title_words, old.lead_words, old.text_words);
"""
LEARN = """
    INSERT INTO curriculum_catalog_fts (rowid, title_words, lead_words, text_words)
    VALUES (new.id, new.title_words, new.lead_words, new.text_words);
"""
SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS curriculum_catalog_fts USING fts5(
        title_words, lead_words, text_words, content='curriculum_catalogentry', content_rowid='id', tokenize='porter unicode61'
    )""",
    f"CREATE TRIGGER IF NOT EXISTS curriculum_catalog_insert AFTER INSERT ON curriculum_catalogentry BEGIN {LEARN} END",
    f"CREATE TRIGGER IF NOT EXISTS curriculum_catalog_delete AFTER DELETE ON curriculum_catalogentry BEGIN {FORGET} END",
    f"CREATE TRIGGER IF NOT EXISTS curriculum_catalog_update AFTER UPDATE ON curriculum_catalogentry BEGIN {FORGET} {LEARN} END",
    "INSERT INTO curriculum_catalog_fts (curriculum_catalog_fts) VALUES ('rebuild')",
)

STEMMER = """CREATE TEXT SEARCH DICTIONARY {name}_stem (TEMPLATE = snowball, LANGUAGE = {language})"""
CONFIG = """CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.simple)"""
MAPPING = """ALTER TEXT SEARCH CONFIGURATION {name}
    ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
    WITH {name}_stem"""
CONFIG_OF_ROW = "CASE language WHEN 'en' THEN 'waymark_en'::regconfig WHEN 'es' THEN 'waymark_es'::regconfig ELSE 'simple'::regconfig END"
POSTGRESQL = (
    f"""ALTER TABLE curriculum_catalogentry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector({CONFIG_OF_ROW}, title_words), 'A')
        || setweight(to_tsvector({CONFIG_OF_ROW}, lead_words), 'B')
        || setweight(to_tsvector({CONFIG_OF_ROW}, text_words), 'D')
    ) STORED""",
    "CREATE INDEX curriculum_catalog_words ON curriculum_catalogentry USING gin (words)",
)
TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # GiST and not GIN: it finds the nearest words, however far, where GIN needs a threshold that misses short ones.
    "CREATE INDEX IF NOT EXISTS curriculum_catalog_trigrams ON curriculum_catalogword USING gist (word gist_trgm_ops)",
)


def prepare(connection) -> None:
    """Make whatever of the index is not there yet. Safe to call again."""
    if connection.vendor == "sqlite":
        _run(connection, SQLITE)
    elif connection.vendor == "postgresql":
        for name, language in (("waymark_en", "english"), ("waymark_es", "spanish")):
            if not _has(connection, "SELECT 1 FROM pg_ts_config WHERE cfgname = %s", name):
                _run(connection, (text.format(name=name, language=language) for text in (STEMMER, CONFIG, MAPPING)))
        # Asked first: altering the table, even to no effect, would stop everybody who reads it.
        if not _has(connection, "SELECT to_regclass(%s)", "curriculum_catalog_words"):
            _run(connection, POSTGRESQL)
        allow_typos(connection)


def remove(connection) -> None:
    """Take the index away, leaving the catalog's own table."""
    if connection.vendor == "sqlite":
        names = [f"DROP TRIGGER IF EXISTS curriculum_catalog_{name}" for name in ("insert", "delete", "update")]
        _run(connection, [*names, "DROP TABLE IF EXISTS curriculum_catalog_fts"])
    elif connection.vendor == "postgresql":
        _run(connection, ["ALTER TABLE curriculum_catalogentry DROP COLUMN IF EXISTS words"])
        for name in CONFIGS.values():
            _run(connection, [f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {name}", f"DROP TEXT SEARCH DICTIONARY IF EXISTS {name}_stem"])


def allow_typos(connection) -> bool:
    """Have mistyped words forgiven where this database can, from now on or already; False where it cannot or may not."""
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=connection.alias):
            _run(connection, TRIGRAMS)
    except DatabaseError:
        return False
    return True


def forgives_typos(connection) -> bool:
    """Whether mistyped words are forgiven here."""
    return connection.vendor == "postgresql" and _has(connection, "SELECT 1 FROM pg_extension WHERE extname = %s", "pg_trgm")


def _has(connection, query: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [name])
        row = cursor.fetchone()
        return row is not None and row[0] is not None


def _run(connection, statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
