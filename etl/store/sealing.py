"""A sealed file: encrypted and authenticated piece by piece, whatever its size.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, 2015) over AES-256-GCM: each
piece has a nonce of its own, which counts and says which piece is the last one. A piece that
was changed, moved, left out or added is refused, and so is a file that ends early.
"""

import io
import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from etl.errors import StoreError

MAGIC = b"VIGIE-1\n"
SALT, PREFIX, TAG = 16, 7, 16
PIECE = 64 * 1024
HEADER = len(MAGIC) + SALT + PREFIX
# Cost of one guess of a passphrase: 32 MiB and a tenth of a second.
COST, BLOCK = 2**15, 8


class SealError(StoreError):
    """The passphrase is wrong, or the file is not what was sealed."""


def is_sealed(head: bytes) -> bool:
    return head.startswith(MAGIC)


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt, length=32, n=COST, r=BLOCK, p=1).derive(secret))


class _Pieces:
    """What the writer and the reader of one sealed file share."""

    def __init__(self, secret: bytes, header: bytes) -> None:
        self.header = header
        self.prefix = header[-PREFIX:]
        self.cipher = _cipher(secret, header[len(MAGIC) : -PREFIX])
        self.count = 0

    def nonce(self, is_last: bool) -> bytes:
        found = self.prefix + self.count.to_bytes(4, "big") + bytes([is_last])
        self.count += 1
        return found


class SealedWriter(io.RawIOBase):
    """Seals what is written; without ``close`` the file stays without its end."""

    def __init__(self, target: IO[bytes], secret: bytes) -> None:
        self._target, self._held = target, bytearray()
        self._pieces = _Pieces(secret, MAGIC + os.urandom(SALT) + os.urandom(PREFIX))
        target.write(self._pieces.header)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        given = memoryview(data)  # type: ignore[arg-type]  # the base class says « Buffer »
        self._held += given
        # One piece is always held back: only ``close`` knows which is the last one.
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return given.nbytes

    def _seal(self, piece: bytes, is_last: bool) -> None:
        nonce = self._pieces.nonce(is_last)
        self._target.write(self._pieces.cipher.encrypt(nonce, piece, self._pieces.header))

    def finish(self) -> None:
        """Write the last piece."""
        self._seal(bytes(self._held), is_last=True)
        self._held.clear()


class SealedReader(io.RawIOBase):
    """Opens what was sealed; raises ``SealError`` before it gives a byte that is not."""

    def __init__(self, source: IO[bytes], secret: bytes) -> None:
        header = source.read(HEADER)
        if len(header) < HEADER or not is_sealed(header):
            raise SealError("Ce fichier n'est pas une sauvegarde chiffrée.")
        self._source, self._pieces = source, _Pieces(secret, header)
        self._ahead = source.read(PIECE + TAG)
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._plain and self._ahead:
            self._open()
        size = min(len(room), len(self._plain))
        room[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size

    def _open(self) -> None:
        sealed, self._ahead = self._ahead, self._source.read(PIECE + TAG)
        nonce = self._pieces.nonce(is_last=not self._ahead)
        try:
            plain = self._pieces.cipher.decrypt(nonce, sealed, self._pieces.header)
        except InvalidTag as error:
            is_first = self._pieces.count == 1
            raise SealError(
                "Phrase secrète ou fichier de clé : ce n'est pas celui de cette sauvegarde, "
                "ou son début est abîmé."
                if is_first
                else "La sauvegarde est abîmée ou incomplète : rien n'est restauré."
            ) from error
        self._plain = memoryview(plain)
