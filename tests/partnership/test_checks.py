"""What the machine lacks is said by `manage.py check`."""

import pytest
from django.core.checks import registry

from partnership import checks


def test_the_check_is_registered() -> None:
    assert checks.fast_subsetting in registry.registry.registered_checks


def test_nothing_is_said_where_the_library_is() -> None:
    assert checks.fast_subsetting() == []


def test_a_missing_library_is_a_warning_that_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")  # whose library is not here
    (warning,) = checks.fast_subsetting()
    assert warning.id == "partnership.W001"
    assert "libharfbuzz-subset0" in str(warning.hint)
