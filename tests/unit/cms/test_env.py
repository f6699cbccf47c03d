"""cms.settings.env: strict readers that stop the process with the variable's name."""

import pytest

from cms.settings.env import BadSetting, env_bool, env_int, env_list, env_origins, env_str, env_url


@pytest.fixture
def variable(monkeypatch):
    monkeypatch.delenv("THING", raising=False)
    monkeypatch.delenv("THING_FILE", raising=False)
    return lambda value: monkeypatch.setenv("THING", value)


@pytest.mark.parametrize("reader", [env_str, env_bool, env_int, env_list, env_url])
def test_required_variable_that_is_missing_is_named(variable, reader):
    with pytest.raises(BadSetting, match="THING is missing"):
        reader("THING")


@pytest.mark.parametrize("value", ["", "   "])
def test_empty_counts_as_absent(variable, value):
    variable(value)
    assert env_str("THING", "default") == "default"
    assert env_bool("THING", True) is True
    assert env_int("THING", 3) == 3
    assert env_list("THING", ["a"]) == ["a"]
    assert env_url("THING", "https://a.example") == "https://a.example"


def test_text_is_stripped(variable):
    variable("  text \n")
    assert env_str("THING") == "text"


def test_secret_comes_from_a_file(variable, monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env_str("THING") == "from the file"
    variable("from the variable")
    assert env_str("THING") == "from the variable"


def test_file_that_cannot_be_read_is_named(variable, monkeypatch, tmp_path):
    monkeypatch.setenv("THING_FILE", str(tmp_path / "absent"))
    with pytest.raises(BadSetting, match="THING_FILE cannot be read"):
        env_str("THING", "default")


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False), ("off", False)])
def test_bool_accepts(variable, text, expected):
    variable(text)
    assert env_bool("THING") is expected


@pytest.mark.parametrize("text", ["maybe", "2", "tru"])
def test_bool_refuses_the_rest(variable, text):
    variable(text)
    with pytest.raises(BadSetting, match="THING must be true or false"):
        env_bool("THING", False)


def test_int_reads_a_number_and_keeps_the_minimum(variable):
    variable("10")
    assert env_int("THING", minimum=10) == 10
    variable("9")
    with pytest.raises(BadSetting, match="at least 10"):
        env_int("THING", minimum=10)


@pytest.mark.parametrize("text", ["ten", "1.5", "1e3"])
def test_int_refuses_what_is_no_whole_number(variable, text):
    variable(text)
    with pytest.raises(BadSetting, match="THING must be a whole number"):
        env_int("THING", 1)


def test_list_drops_blanks(variable):
    variable(" a, ,b,,")
    assert env_list("THING") == ["a", "b"]


def test_list_default_is_copied(variable):
    default = ["a"]
    env_list("THING", default).append("b")
    assert default == ["a"]


@pytest.mark.parametrize("text", ["https://a.example", "http://127.0.0.1:8000"])
def test_url_accepts_and_drops_the_closing_slash(variable, text):
    variable(text + "/")
    assert env_url("THING") == text


@pytest.mark.parametrize(
    "text", ["a.example", "ftp://a.example", "https://", "https://u:p@a.example", "https://a.example/?q=1", "https://a.example/#f"]
)
def test_url_refuses_the_rest(variable, text):
    variable(text)
    with pytest.raises(BadSetting, match="THING must be an http or https address"):
        env_url("THING")


def test_origins(variable):
    variable("https://a.example, http://127.0.0.1:8000")
    assert env_origins("THING") == ["https://a.example", "http://127.0.0.1:8000"]


@pytest.mark.parametrize("text", ["*", "https://a.example/", "https://a.example/x", "a.example", "null", "https://a.example, *"])
def test_origins_refuse_the_rest(variable, text):
    variable(text)
    with pytest.raises(BadSetting, match="THING must hold http or https addresses"):
        env_origins("THING")


def test_message_is_one_line_and_says_where_to_look(variable):
    with pytest.raises(BadSetting) as caught:
        env_str("THING")
    assert str(caught.value) == "Waymark cannot start: THING is missing (see docs/env.md)"
    assert isinstance(caught.value, SystemExit)
