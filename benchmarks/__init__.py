"""Figures, not tests: `python -m benchmarks.<name>` prints them. README.md says how to read them.

Importing this package sets Django up over an empty data folder that is gone at the end.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import django

_folder = Path(tempfile.mkdtemp(prefix="demarc-benchmark-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "secret-key").write_text(secrets.token_urlsafe(60))
os.environ |= {"DEMARC_DATA_DIR": str(_folder), "DJANGO_SETTINGS_MODULE": "compliance.config.settings"}
django.setup()
