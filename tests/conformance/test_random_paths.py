"""Verdicts on random PKIs, against a search of every path and against openssl verify."""

import random_paths


def test_random_pkis():
    cases = list(random_paths.compare(count=60, seed=4))
    judged = [case for case in cases if case[1] != "usage"]
    assert len(judged) >= 100
    assert sum(oracle for _, _, oracle, _ in judged) >= 40
    wrong = [case for case in judged if case[1] is not case[2] or case[3] and not case[1]]
    assert not wrong
