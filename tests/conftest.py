"""What every test stands on: a home folder of its own, a database copied from a template, the cast."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from depesche.kernel import keyring
from tests import databases

pytest_plugins = ["tests.cast"]
gc.disable()  # until all tests are collected: nothing of what is loaded is garbage

if "DJANGO_SETTINGS_MODULE" in os.environ:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests choose their own home folder before Django reads its settings.")

# Machines are shared: a slow example is no failure, speed is measured by `depesche bench`.
hypothesis_settings.register_profile("depesche", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("depesche")

HOME = Path(tempfile.mkdtemp(prefix="depesche-test-"))
os.environ.update(
    DEPESCHE_HOME=str(HOME),
    DEPESCHE_SECRET_KEY="only for tests",
    DEPESCHE_SITE_URL="http://testserver.localhost",
    DEPESCHE_TEST_SYNCHRONOUS="NORMAL",
)
os.environ.pop("DEPESCHE_SMTP_URL", None)
keyring.make(HOME / keyring.FILE_NAME)
DATABASE = databases.open_database(HOME)
os.environ["DEPESCHE_DATABASE_URL"] = DATABASE.url
os.environ["DJANGO_SETTINGS_MODULE"] = "depesche.project.settings"
# Pages are rendered without collecting static files first; the product itself refuses to name a file that was not collected.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A password is hashed for every person that a test makes; the product's hashing is slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()
# Else the workers of xdist would inherit it, and read the settings before this file chose their home.
del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests without the database run once, not a second time on PostgreSQL; what is slow there, or seen alike, runs with the long ones."""
    if databases.ENGINE != "sqlite":
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("once")])
        items[:] = [item for item in items if not item.get_closest_marker("once")]
        for item in items:
            if item.get_closest_marker("long_on_postgres") or databases.is_seen_alike(item.path):
                item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what is there for good: walking through all of Django again and again is a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """Copy the template; never Django's own test database, whose flush is a plain DELETE."""
    DATABASE.make()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _know_content_types()
        _close()
    yield
    _close()
    DATABASE.drop()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database in which the test's transactions really commit; reset afterwards by copying the template again."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        _close()
    DATABASE.reset()


def _know_content_types() -> None:
    """Read them once, so that no test counts that query because it happens to be the first one of its process."""
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)


def _close() -> None:
    from django.db import connections

    connections.close_all()
