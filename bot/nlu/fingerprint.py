"""Content hashes, so that changed files train again what was learned from them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Iterable


def content_hash(paths: Iterable[Path]) -> str:
    """Sixteen hexadecimal digits over the names and contents of files and folders (their YAML and Python files)."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(f for f in path.rglob("*") if f.suffix in (".yml", ".py")) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(path.parent)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
