"""The tag files of a BagIt bag (RFC 8493) around a payload in data/."""

from collections.abc import Mapping, Sequence

from evidence.packing.archive import PackError, PackFile
from evidence.packing.verify import BAGIT

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"


def manifest(files: Sequence[PackFile]) -> bytes:
    """One line a file, sorted, in the spelling of `sha256sum`."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in by_path(files)).encode()


def by_path(files: Sequence[PackFile]) -> list[PackFile]:
    return sorted(files, key=lambda file: file.path.encode())


def bag_info(info: Mapping[str, str], payload: Sequence[PackFile]) -> bytes:
    """The labels of `info`, sorted, and the payload's size as `Payload-Oxum: bytes.files`."""
    labels = {**info, "Payload-Oxum": f"{sum(file.size for file in payload)}.{len(payload)}"}
    for label, value in labels.items():
        if not label or ":" in label or not (label + value).isprintable() or value != value.strip():
            raise PackError(f"{label!r} cannot stand in bag-info.txt: a label and its value are one line.")
    if "Payload-Oxum" in info:
        raise PackError("Payload-Oxum is counted here; leave it out.")
    return "".join(f"{label}: {labels[label]}\n" for label in sorted(labels)).encode()


def tag_files(info: Mapping[str, str], payload: Sequence[PackFile]) -> dict[str, bytes]:
    """The tag files of RFC 8493 that the tag manifest lists; the caller adds the tag manifest itself."""
    return {"bagit.txt": BAGIT, "bag-info.txt": bag_info(info, payload), MANIFEST: manifest(payload)}
