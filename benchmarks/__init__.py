"""Figures, not tests: `python -m benchmarks.<name>` prints them. README.md says how to read them.

Importing this package sets Django up over an empty data folder that is gone at the end; the workers that a benchmark
starts share it. DEMARC_TEST_DATABASE=postgresql puts a PostgreSQL under it, as it does under the tests.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import django

from tests.plugins.postgres import running_postgres

FOLDER = "DEMARC_BENCHMARK_DIR"

if FOLDER not in os.environ:
    _folder = Path(tempfile.mkdtemp(prefix="demarc-benchmark-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    (_folder / "secret-key").write_text(secrets.token_urlsafe(60))
    os.environ |= {FOLDER: str(_folder), "DEMARC_DATA_DIR": str(_folder)}
    if os.environ.get("DEMARC_TEST_DATABASE") == "postgresql":
        _servers = ExitStack()
        os.environ["DEMARC_DATABASE_URL"] = _servers.enter_context(running_postgres()).address
        atexit.register(_servers.close)
os.environ["DJANGO_SETTINGS_MODULE"] = "compliance.config.settings"
django.setup()
