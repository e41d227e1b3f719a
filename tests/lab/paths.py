"""Where things are in a work tree."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / ".dev"
PROSODY_13 = DEV / "prosody13"


def target() -> Path:
    """Where cargo puts what it builds."""
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def program(name: str, variable: str) -> Path:
    """A program of ours: named by the environment, or the newest one built here."""
    if variable in os.environ:
        return Path(os.environ[variable])
    built = [target() / profile / name for profile in ("release", "debug")]
    there = [path for path in built if path.exists()]
    if not there:
        raise FileNotFoundError(f"{name} is not built: run `cargo build --workspace` (or ./dev test)")
    return max(there, key=lambda path: path.stat().st_mtime)
