"""Every rule of the catalogue has a test or a reason, and the page that says so is true."""

from __future__ import annotations

import pytest

from tests.house import catalogue

pytestmark = pytest.mark.once


def test_every_rule_that_a_test_names_is_one() -> None:
    assert sorted(set(catalogue.proofs()) - {rule.id for rule in catalogue.rules()}) == []


def test_every_rule_has_a_test_or_a_reason() -> None:
    proven = catalogue.proofs()
    assert [rule.id for rule in catalogue.rules() if not (rule.declined or rule.later or rule.id in proven)] == []


def test_no_rule_is_both_proven_and_declined_or_put_off() -> None:
    proven = catalogue.proofs()
    assert [rule.id for rule in catalogue.rules() if (rule.declined or rule.later) and rule.id in proven] == []


def test_the_page_is_what_the_tests_say() -> None:
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page(), "run make docs"
