"""What every test can rely on."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from partnership.config.apps import ALL_GUARDS
from partnership.guards import remove_guards

_flush = TransactionTestCase._fixture_teardown


def _flush_without_guards(self: TransactionTestCase) -> None:
    """Empty the tables after a test that commits: the guards would rightly refuse. The flush's post_migrate restores them."""
    remove_guards(connection, ALL_GUARDS)
    _flush(self)


TransactionTestCase._fixture_teardown = _flush_without_guards  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def own_folders(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test folders of its own for mail and documents."""
    folder = tmp_path_factory.mktemp("portal")
    settings.EMAIL_BACKEND = "partnership.mailbox.FolderEmailBackend"  # type: ignore[attr-defined]
    settings.MAIL_FOLDER = folder / "mail"  # type: ignore[attr-defined]
    settings.DOCUMENTS = folder / "documents"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def ordinary_log_in(settings: object) -> None:
    """Ask staff for no second factor, on either engine, and let a test ask as often as it likes; some want it otherwise."""
    settings.STAFF_SECOND_FACTOR = False  # type: ignore[attr-defined]
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False  # type: ignore[attr-defined]
