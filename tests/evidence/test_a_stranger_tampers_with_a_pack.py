"""What a stranger can do to a pack: does each way get its own stable code, and exit status 1?"""

import base64
import json
import stat
import unicodedata
import zlib

import pytest

from evidence.packing.verify import central_header, end_records, local_header
from tests.evidence import packs
from tests.evidence.packs import NAME

PACK, _ = packs.sealed_pack()
FILES = packs.unzipped(PACK)
EVIDENCE = next(path for path in sorted(FILES) if path.startswith("data/evidence/"))
WAYS, stranger = packs.register()


def flipped(data, place=0):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def written(entries, central=None):
    """A zip of (name, data) in this order, duplicates and all; `central` may alter a directory entry."""
    body, directory = b"", b""
    for name, data in entries:
        entry = central_header(name, len(data), zlib.crc32(data), len(body))
        directory += central(name, entry) if central else entry
        body += local_header(name, len(data), zlib.crc32(data)) + data
    return body + directory + end_records(len(entries), len(directory), len(body))


def entries(files=FILES):
    return sorted((f"{NAME}/{path}".encode(), data) for path, data in files.items())


def with_entry(name, data=b"x"):
    return written(sorted([*entries(), (name.encode(), data)]))


# A stranger: the file itself.


@stranger("E-ARCHIVE")
def noise():
    return b"This is not a pack."


@stranger("E-ARCHIVE")
def nothing():
    return b""


@stranger("E-ARCHIVE")
def cut_short():
    return PACK[:-100]


@stranger("E-TRAILING")
def something_behind():
    return PACK + b"and one more thing"


@stranger("E-TRAILING")
def a_zip_comment():
    return PACK[:-2] + b"\x05\x00hello"


@stranger("E-PREPENDED")
def something_before():
    return b"#!/bin/sh\n" + PACK


@stranger("E-PREPENDED")
def something_before_with_all_offsets_moved():
    front = b"MZ" * 50
    body, directory = front, b""
    for name, data in entries():
        directory += central_header(name, len(data), zlib.crc32(data), len(body))
        body += local_header(name, len(data), zlib.crc32(data)) + data
    return body + directory + end_records(len(FILES), len(directory), len(body))


@stranger("E-HIDDEN-DATA")
def something_between_two_files():
    body, directory = b"", b""
    for name, data in entries():
        directory += central_header(name, len(data), zlib.crc32(data), len(body))
        body += local_header(name, len(data), zlib.crc32(data)) + data + b"hidden"
    return body + directory + end_records(len(FILES), len(directory), len(body))


@stranger("E-HIDDEN-DATA")
def something_before_the_directory():
    place = PACK.index(b"PK\x01\x02")
    return PACK[:place] + b"hidden" + PACK[place:]


@stranger("E-HEADER")
def another_date_in_a_header():
    return flipped(PACK, 12)


@stranger("E-HEADER")
def another_date_in_the_directory():
    return flipped(PACK, PACK.index(b"PK\x01\x02") + 14)


@stranger("E-HEADER")
def another_checksum_throughout():
    def central(name, entry):
        return entry if EVIDENCE not in name.decode() else entry[:16] + flipped(entry[16:20]) + entry[20:]

    data = written(entries(), central)
    place = data.index(f"{NAME}/{EVIDENCE}".encode()) - 16
    return flipped(data, place)


@stranger("E-HEADER")
def another_number_of_files():
    end = len(PACK) - 22
    return PACK[: end + 8] + b"\x01\x00\x01\x00" + PACK[end + 12 :]


@stranger("E-ORDER")
def files_in_another_order():
    return written(entries()[::-1])


@stranger("E-RATIO")
def a_file_that_would_swell():
    data = zlib.compress(bytes(10**6))
    name = f"{NAME}/data/zeros".encode()

    def central(each, entry):
        return (
            entry[:10] + b"\x08\x00" + entry[12:24] + (10**9).to_bytes(4, "little") + entry[28:]
            if each == name
            else entry
        )

    return written(sorted([*entries(), (name, data)]), central)


@stranger("E-SYMLINK")
def a_file_that_is_a_symlink():
    mode = ((stat.S_IFLNK | 0o777) << 16).to_bytes(4, "little")

    def central(name, entry):
        return entry[:38] + mode + entry[42:] if EVIDENCE in name.decode() else entry

    return written(entries(), central)


@stranger("E-DUPLICATE-NAME")
def a_name_twice():
    return with_entry(f"{NAME}/{EVIDENCE}")


@stranger("E-CASE-COLLISION")
def a_name_in_capitals():
    return with_entry(f"{NAME}/data/INDEX.HTML")


@stranger("E-NFC-COLLISION")
def a_name_in_two_unicode_forms():
    both = [f"{NAME}/data/é".encode(), unicodedata.normalize("NFD", f"{NAME}/data/é").encode()]
    return written(sorted([*entries(), *((name, b"x") for name in both)]))


@stranger("E-TRAVERSAL")
def a_name_that_climbs():
    return with_entry(f"{NAME}/../../.profile")


@stranger("E-TRAVERSAL")
def a_name_from_the_root():
    return with_entry("/etc/passwd")


@stranger("E-TRAVERSAL")
def a_name_for_windows():
    return with_entry(f"{NAME}/data\\..\\x")


@stranger("E-NAME")
def a_folder():
    return with_entry(f"{NAME}/data/empty/", b"")


@stranger("E-NAME")
def a_file_within_a_file():
    return with_entry(f"{NAME}/data/index.html/x")


@stranger("E-NAME")
def a_second_folder():
    return with_entry("elsewhere/x")


@stranger("E-NAME")
def a_name_that_rings():
    return with_entry(f"{NAME}/data/\a")


# A stranger: the files.


@stranger("E-EXTRA-FILE")
def a_file_added():
    return packs.zipped({**FILES, "data/more.json": b"{}"})


@stranger("E-MISSING-FILE")
def a_file_removed():
    return packs.zipped(packs.without(FILES, EVIDENCE))


@stranger("E-MISSING-FILE")
def the_statement_removed():
    return packs.zipped(packs.without(FILES, "statement.dsse.json"))


@stranger("E-RENAMED")
def a_file_renamed():
    other = "data/report (final).pdf"
    return packs.zipped({**packs.without(FILES, "data/report.pdf"), other: FILES["data/report.pdf"]})


@stranger("E-RENAMED")
def two_files_renamed():
    contents = packs.without(FILES, "data/report.pdf", "data/index.html")
    return packs.zipped({**contents, "data/a": FILES["data/report.pdf"], "data/b": FILES["data/index.html"]})


@stranger("E-DIGEST")
def a_proof_altered():
    path = "data/ledger/proofs/3.tlog-proof"
    return packs.zipped({**FILES, path: flipped(FILES[path], 40)})


@stranger("E-DIGEST")
def the_head_altered():
    return packs.zipped({**FILES, "data/ledger/checkpoint.txt": flipped(FILES["data/ledger/checkpoint.txt"], 25)})


@stranger("E-SIZE")
def a_file_longer():
    return packs.zipped({**FILES, EVIDENCE: FILES[EVIDENCE] + b"\n"})


@stranger("E-DIGEST")
def a_file_changed():
    return packs.zipped({**FILES, EVIDENCE: flipped(FILES[EVIDENCE])})


@stranger("E-DIGEST")
def the_index_changed():
    return packs.zipped({**FILES, "data/index.json": FILES["data/index.json"].replace(b'"v": 1', b'"v": 9')})


@stranger("E-STATEMENT")
def a_statement_that_is_none():
    return packs.zipped({**FILES, "statement.dsse.json": b"{}"})


@stranger("E-STATEMENT")
def a_statement_spelt_otherwise():
    return packs.zipped({**FILES, "statement.dsse.json": FILES["statement.dsse.json"] + b"\n"})


@stranger("E-STATEMENT-SIGNATURE")
def a_statement_changed():
    envelope = json.loads(FILES["statement.dsse.json"])
    payload = base64.b64decode(envelope["payload"]).replace(b'"size":', b'"size": ', 1)
    envelope["payload"] = base64.b64encode(payload).decode()
    spelt = json.dumps(envelope, separators=(",", ":"), sort_keys=True).encode()
    return packs.zipped({**FILES, "statement.dsse.json": spelt})


@stranger("E-WRONG-KEY")
def everything_signed_by_a_stranger():
    return packs.signed(packs.payload(packs.STRANGER), signer=packs.STRANGER)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_told_by_its_code(way, tmp_path, capsys):
    code, make = WAYS[way]
    status, codes = packs.verdict(make(), tmp_path, capsys)
    assert (status, codes) == (1, {code})
