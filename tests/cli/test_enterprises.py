"""funnel, score, review, intend and match: numbers, JSON, exit codes."""

import pytest

from tests.views.waiting import A, B, C, D, waiting


@pytest.fixture
def firms(tmp_path):
    """Return the folder of the small district of firms that wait."""
    waiting(tmp_path / "w").close()
    return tmp_path / "w"


@pytest.fixture
def ask(call, firms):
    """Return a function that calls a verb on the district."""
    return lambda *words: call(*words, "--workspace", firms)


def test_the_funnel_counts_firms_and_plots(ask):
    """Four asked, three applied, two through publicity, one with a plot."""
    rows = {row["step"]: row for row in ask("funnel", "--json").json}
    found = {step: rows[step]["firms"] for step in ("surveyed", "demand", "applied", "publicised", "matched")}
    assert found == {"surveyed": 4, "demand": 4, "applied": 3, "publicised": 2, "matched": 1}
    assert rows["matched"]["amount_mu"] == 10.0
    assert {row["credit_code"] for row in rows["publicised"]["members"]} == {A, B}
    said = ask("funnel").out
    assert "公示期满" in said
    assert "10.00 亩" in said


def test_scores_rank_and_compare(ask):
    """B before A before C, D unscored; two versions side by side."""
    rows = ask("score", "--json").json
    assert [row["credit_code"] for row in rows] == [B, A, C, D]
    assert [row["rank"] for row in rows] == [1, 2, 3, None]
    both = {row["credit_code"]: row for row in ask("score", "--compare", "v1", "--json").json}
    assert both[C]["rank_first"] == 3
    assert ask("score", "--scheme", "nothing").code == 2
    assert "甲厂" in ask("score").out


def test_the_lines_of_a_score(ask):
    """Points add up to the score; the figures come with --restricted only."""
    lines = ask("score", A, "--json").json
    (score,) = [row["score"] for row in ask("score", "--json").json if row["credit_code"] == A]
    assert round(sum(row["points"] for row in lines), 2) == score
    assert "value" not in lines[0]
    asked = ask("score", A, "--restricted", "--json").json
    assert asked[0]["value"] == 7_654_321


def test_a_review_is_kept_with_its_recusals(ask):
    """C passes; the funnel has one more."""
    words = ("review", C, "passed", "--on", "2023-05-20", "--doc", "R-1", "--recusal", "李某:近亲属")
    answer = ask(*words, "--json").json
    assert len(answer["recusals"]) == 1
    rows = {row["step"]: row["firms"] for row in ask("funnel", "--json").json}
    assert rows["review_passed"] == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("review", D, "passed", "--on", "2023-05-20", "--doc", "R-1"), 7),
        (("review", C, "passed", "--on", "2023-05-01", "--doc", "R-1"), 7),
        (("review", "nobody", "passed", "--on", "2023-05-20", "--doc", "R-1"), 2),
        (("review", C, "perhaps", "--on", "2023-05-20", "--doc", "R-1"), 2),
        (("intend", C, "G1", "accepted", "--on", "2023-05-30"), 7),
        (("intend", A, "G1", "declined", "--on", "2023-05-30"), 7),
        (("intend", A, "G9", "accepted", "--on", "2023-05-30"), 2),
        (("intend", A, "G5", "accepted", "--on", "2023-05-30"), 6),
        (("match", "--wait", f"{D}=G1"), 2),
        (("match", "--wait", f"{A}=nowhere"), 2),
        (("match", "--wait", A), 2),
    ],
)
def test_what_does_not_fit_is_refused(ask, words, code):
    """One line on stderr."""
    answer = ask(*words)
    assert answer.code == code
    assert len(answer.err.splitlines()) == 1


def test_an_accepted_intention_moves_the_funnel(ask):
    """A has G1: two matched."""
    answer = ask("intend", A, "G1", "accepted", "--on", "2023-05-30", "--json").json
    assert (answer["plot"], answer["state"]) == ("G1", "accepted")
    rows = {row["step"]: row for row in ask("funnel", "--json").json}
    assert (rows["matched"]["firms"], rows["matched"]["amount_mu"]) == (2, 30.0)


def test_matching_answers_with_reasons(ask):
    """A gets G1, B G2, proven; each with what was asked and what was offered."""
    answer = ask("match", "--json").json
    assert (answer["status"], answer["gap"], answer["what_if"]) == ("optimal", None, None)
    assert answer["objective"]["served"] == {"reached": 2, "bound": 2, "proven": True}
    assert {row["enterprise"]: (row["plot"], row["area_mu"], row["need_mu"]) for row in answer["matches"]} == {
        A: ("G1", 20.0, 20.0),
        B: ("G2", 30.0, 30.0),
    }
    area = next(reason for reason in answer["matches"][1]["reasons"] if reason["reason"] == "area")
    assert (area["required"], area["required_to"], area["offered"]) == (18.0, 24.0, 20.0)


def test_who_fits_nothing_is_told_what_binds(ask):
    """A turned G1 down and G2 is too large: its refusal binds."""
    ask("intend", A, "G1", "declined", "--on", "2023-05-20", "--why", "太小")
    answer = ask("match", "--json").json
    (left,) = answer["unmatched"]
    assert left["enterprise"] == A
    assert left["binding"] == {"constraints": ["refusal"], "opens": 1, "plot": "G1", "short_by": None}
    assert [row["constraint"] for row in left["near_misses"]] == ["refusal"]
    assert "企业已谢绝" in ask("match").out


def test_what_if_a_firm_waits(ask):
    """A waits for the zone of G2: it loses G1, C gains it."""
    answer = ask("match", "--all", "--wait", f"{A}=Z1", "--json").json
    assert answer["what_if"]["waiting"] == {A: None}
    changes = {row["credit_code"]: row["change"] for row in answer["what_if"]["differences"]}
    assert changes == {A: "loses", C: "gains"}
    assert "甲厂 等待后仍无地块" in ask("match", "--all", "--wait", f"{A}=Z1").out
    assert "optimal" in ask("match", "--lang", "en").out
