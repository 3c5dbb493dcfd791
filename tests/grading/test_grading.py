"""The result of a submission: points, words and reflections."""

import threading
from pathlib import Path

import pytest
from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import has_sandbox, timeless

from trilateral.grading.grader import Grader
from trilateral.grading.model import Job


@pytest.fixture(scope="module")
def grader(folder: Path):
    boxing = has_sandbox()
    with Grader(folder, sandbox=boxing, timeout=30.0, seed="seed") as made:
        yield made


def test_a_result_has_points_words_and_reflections(grader: Grader, blank: dict) -> None:
    slow = "import time\ntime.sleep(0.05)\nanswer_42_3 = set('ab')"
    content = corpus.dumped(answered(blank, a3=slow))
    result = grader.grade(Job(content, "42"))
    assert (result.exercise, result.reason, result.points, result.out_of) == ("42-odd", "", 6, 8)
    assert result.outcomes[2].message == "42.3: not yet. Not so (one)."
    assert result.reflections == {"42.1": "My reason."}
    seconds = [outcome.seconds for outcome in result.outcomes]  # in whole milliseconds: a cell may take none
    assert min(seconds) >= 0 and result.outcomes[2].seconds >= 0.05, "what the slow answer waits"
    assert timeless(grader.grade(Job(content, "42"))) == timeless(result)
    untouched = grader.grade(Job(corpus.dumped(blank)))
    assert untouched.reflections == {"42.1": ""}
    assert {outcome.outcome for outcome in untouched.outcomes} == {"blank"}
    assert "exercise 42, not 03" in grader.grade(Job(content, "03")).reason


def test_nonces_differ_between_files_and_seeds_and_tell_no_seed(grader: Grader) -> None:
    from trilateral.grading.grader import nonce_of

    nonces = {nonce_of(seed, Job(content)) for seed in ("a", "b") for content in (b"x", b"y")}
    assert len(nonces) == 4 and nonce_of("a", Job(b"x")) in nonces


def test_threads_share_a_grader(grader: Grader, blank: dict) -> None:
    content = corpus.dumped(answered(blank))
    results = []
    threads = [threading.Thread(target=lambda: results.append(grader.grade(Job(content)))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.points for result in results] == [8, 8, 8]
