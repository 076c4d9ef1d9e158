"""The door: help without weight, exit codes, one line on stderr, UTF-8 on a pipe."""

import os
import subprocess
import sys

import pytest

from landuse.cli import main
from landuse.cli.frame import VERBS
from landuse.i18n import LANGUAGES, catalogue

HEAVY = ("pandas", "geopandas", "numpy", "streamlit", "sqlalchemy", "folium", "fiona", "shapely", "pydantic", "rich")


def child(*words, **environment):
    """Call the command line in a process of its own, on a pipe, with a console of another code page."""
    settings = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0", **environment}
    command = [sys.executable, "-m", "landuse", *map(str, words)]
    return subprocess.run(command, capture_output=True, env=settings, check=False, timeout=60)


def test_help_loads_nothing_heavy():
    """`landuse --help` and a verb's help import none of the big libraries."""
    for words in (["--help"], ["progress", "--help"], ["export", "--help"]):
        script = (
            "import sys\nfrom landuse.cli.main import run\n"
            f"code = run({words!r})\n"
            f"heavy = sorted(set({HEAVY!r}) & set(sys.modules))\n"
            "sys.stderr.write(repr((code, heavy)))\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
        assert done.stderr.decode() == "(0, [])"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_in_words(call, verb, language):
    """The help of every verb is there in both languages, with an example that names it."""
    answer = call(verb, "--help", "--lang", language[:2])
    assert answer.code == 0
    assert catalogue(language)(f"cli.verb.{verb}") in answer.out
    assert f"landuse {verb}" in answer.out.split("\n", 1)[1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["bogus"], 2),
        (["progress", "--bogus"], 2),
        (["progress", "--year"], 2),
        (["progress", "--year", "last"], 2),
        (["progress", "--by", "colour"], 2),
        (["progress", "--as-of", "31.5.2023"], 2),
        (["progress", "--known-at", "yesterday"], 2),
        (["void"], 2),
        (["fsck", "a", "b"], 2),
        (["init", "--box", "1,2,3"], 2),
        (["import", "a.csv", "--layer", "parcels", "--map", "a"], 2),
        (["record", "demolition", "--on", "2023-05-31"], 2),
        (["progress"], 5),
        (["fsck"], 5),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_error_is_one_line_and_a_code(call, tmp_path, words, code, language):
    """What is wrong is said in one line on stderr, in her language, and nothing is printed on stdout."""
    answer = call(*words, "--workspace", tmp_path / "none", "--lang", language)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.count("\n") == 1
    assert "Traceback" not in answer.err
    assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.err) == (language == "zh")


def test_nothing_asked_is_help(call):
    """`landuse` alone shows the help."""
    assert call().out == call("--help").out


def test_output_is_utf8_on_a_pipe_with_another_code_page(place):
    """A pipe on a GBK console carries UTF-8, on both streams."""
    done = child("progress", "--year", "2023", "--as-of", "2023-05-31", "--workspace", place)
    assert done.returncode == 0
    assert "拆后再供地" in done.stdout.decode("utf-8")
    failed = child("explain", "bogus", "--workspace", place)
    assert failed.returncode == 2
    assert "没有名为“bogus”的指标" in failed.stderr.decode("utf-8")


def test_the_environment_names_the_workspace(place, tmp_path):
    """LANDUSE_WORKSPACE is used where no option says otherwise."""
    assert child("fsck", LANDUSE_WORKSPACE=place).returncode == 0
    assert child("fsck", "--workspace", tmp_path / "none", LANDUSE_WORKSPACE=place).returncode == 5


def test_common_options_stand_before_or_after_the_verb(call, place):
    """`--workspace`, `--lang` and `--json` mean the same on both sides of the verb."""
    after = call("stock", "--json", "--lang", "en", "--workspace", place)
    before = call("--json", "--lang", "en", "--workspace", place, "stock")
    assert after.code == 0
    assert before == after


def test_the_unexpected_is_a_sentence_with_a_number(call, place, monkeypatch):
    """A fault of the program shows a number and a log that holds the details, never a traceback."""

    def broken(*_arguments, **_options):
        raise ZeroDivisionError("here")

    monkeypatch.setattr("landuse.views.stocks.stocks", broken)
    answer = call("stock", "--workspace", place)
    assert (answer.code, answer.out) == (1, "")
    log = (place / main.LOG_FILE).read_text(encoding="utf-8")
    assert "ZeroDivisionError: here" in log
    assert log.splitlines()[0].split()[1] in answer.err
    assert "Traceback" not in answer.err


def test_interrupted(call, place, monkeypatch):
    """Ctrl+C ends without a traceback, with the code shells expect."""

    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("landuse.views.stocks.stocks", interrupted)
    answer = call("stock", "--workspace", place)
    assert (answer.code, answer.err.strip()) == (main.INTERRUPTED, "")


def test_a_reader_that_leaves_early(place):
    """`landuse stock --json | head -1` ends quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "landuse", "stock", "--json", "--workspace", str(place)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
