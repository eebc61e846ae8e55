"""The migrations make the tables that the models describe: the other tests make theirs from the models."""

from pathlib import Path

import pytest

from tests.config.tables import tables
from tests.faults.portal import a_portal

pytestmark = [pytest.mark.django_db, pytest.mark.worker]


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    with a_portal(tmp_path) as portal:
        migrated = portal.ask("from tests.config.tables import tables; print(json.dumps(tables()))")
    assert len(migrated) > 1000
    assert sorted(set(tables()) ^ set(migrated)) == []
    assert migrated == tables()
