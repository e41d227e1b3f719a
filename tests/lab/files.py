"""Looking for secrets where they must not be."""

import base64

from .sotto import Person


def files_of(person: Person) -> dict[str, bytes]:
    """All that the program left on disk, its log included."""
    found = {str(path): path.read_bytes() for path in person.sotto.profile.rglob("*") if path.is_file()}
    found[str(person.sotto.log)] = person.sotto.log.read_bytes()
    return found


def places(secret: bytes, files: dict[str, bytes]) -> list[str]:
    """The files that contain a secret, as it is or in the usual spellings."""
    spellings = {secret, base64.b64encode(secret).rstrip(b"="), secret.hex().encode(), str(list(secret)).encode()}
    try:
        spellings.add(secret.decode().encode("utf-16-le"))
    except UnicodeDecodeError:
        pass  # a key is no text
    return [name for name, content in files.items() if any(spelling in content for spelling in spellings)]
