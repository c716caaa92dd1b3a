"""The verdicts on a matrix of name constraints and names are those of openssl verify."""

import name_constraints


def test_openssl_decides_alike():
    count, differing = name_constraints.compare()
    assert count > 150 and not differing
