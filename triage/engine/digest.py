"""
The name of a release: a fingerprint of the exact bytes that were used.
"""

import hashlib
from collections.abc import Mapping


def digest_of(texts: Mapping[str, str]) -> str:
    """
    Fingerprint *texts* (file name -> text): SHA-256 in hexadecimal.

    Over each file in the order given: its name, NUL, the length of its bytes (eight
    bytes, big-endian), its bytes in UTF-8.
    """
    digest = hashlib.sha256()
    for name, text in texts.items():
        content = text.encode()
        digest.update(name.encode() + b"\0" + len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()
