"""Loaded before the settings: the tests' own data folder, whatever the shell says."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["PORTAL_DATA"] = _folder
os.environ.pop("EMAIL_URL", None)
os.environ.setdefault("SECRET_KEY", "tests only: neither secret nor used anywhere else, but long enough")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
