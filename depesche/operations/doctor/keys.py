"""Are all keys there, and readable by their owner only?"""

from __future__ import annotations

import stat
from pathlib import Path

from depesche.courier import signing_keys
from depesche.kernel import keyring, options
from depesche.operations import homes
from depesche.operations.doctor.finding import Finding, State

NAME = "keys"


def check() -> Finding:
    """Read the key ring afresh; look at the modes of the secret files."""
    home = options.current().home
    ring = keyring.load(home / keyring.FILE_NAME)
    gone = [kind for kind in keyring.NEEDED if not ring.all(kind)]
    if gone:
        return Finding(State.FAILURE, f"The key ring has no key for: {', '.join(gone)}.", "Restore keys.json from a backup.")
    open_to_others = [path for path in (home / keyring.FILE_NAME, home / homes.SECRET_KEY, home / signing_keys.FILE_NAME) if _is_open(path)]
    if open_to_others:
        return Finding(State.FAILURE, f"Others may read {open_to_others[0]}.", f"chmod 600 {open_to_others[0]}")
    return Finding(State.OK, f"All {len(keyring.NEEDED)} keys are there, readable by their owner only.")


def _is_open(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
