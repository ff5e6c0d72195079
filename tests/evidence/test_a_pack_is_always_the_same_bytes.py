"""Does sealing the same things give the same bytes, readable by everybody, and refuse what has changed?"""

import hashlib
import io
import struct
import subprocess
import tracemalloc
import zipfile

import pytest

from evidence.packing import archive as archive_module
from evidence.packing.archive import PackError, PackFile, archive
from evidence.packing.layout import from_bytes, write_pack
from evidence.packing.verify import Archive, central_header, end_records, local_header
from tests.evidence import packs


def test_the_same_inputs_give_the_same_bytes_in_any_order():
    first, seal = packs.sealed_pack()
    again, _ = packs.sealed_pack(dict(reversed(packs.payload().items())))
    assert first == again
    assert (seal.sha256, seal.size) == (hashlib.sha256(first).hexdigest(), len(first))


def test_the_bytes_of_an_archive_are_these():
    """The digest pins the spelling: were it to change, no pack ever sealed could be rebuilt."""
    data = b"".join(archive("bag", [from_bytes("b/Ångström.txt", b"two"), from_bytes("a.txt", b"one")]))
    assert hashlib.sha256(data).hexdigest() == "4ef92c3db7afe570ac894c7d61cdae3651786e36c857da298eba65df445aad32"


def test_other_readers_read_it(tmp_path):
    data, _ = packs.sealed_pack()
    path = tmp_path / "pack.zip"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert file.namelist() == sorted(file.namelist())
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in file.infolist()} == {0o100644}
        contents = packs.payload()
        for name, expected in contents.items():
            assert file.read(f"{packs.NAME}/{name}") == expected
    subprocess.run(["unzip", "-tq", path], check=True, capture_output=True)


def test_the_bag_is_a_bag(tmp_path):
    data, seal = packs.sealed_pack()
    files = packs.unzipped(data)
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = packs.payload()
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}\n"
    assert files["bag-info.txt"].decode() == (
        "Bagging-Date: 2026-11-22\n" + oxum + "Source-Organization: Example Clinic\n"
    )
    for path, contents in files.items():
        path_on = tmp_path / path
        path_on.parent.mkdir(parents=True, exist_ok=True)
        path_on.write_bytes(contents)
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", manifest], cwd=tmp_path, check=True, capture_output=True)
    assert len(files["manifest-sha256.txt"].splitlines()) == len(payload)
    assert seal.statement_digest


def test_a_large_file_is_read_twice_and_never_held(monkeypatch):
    monkeypatch.setattr(archive_module, "HELD_IN_MEMORY", 1 << 20)
    size = 64 << 20
    digest = hashlib.sha256(bytes(size)).hexdigest()

    class Zeros(io.RawIOBase):
        left = size

        def read(self, length=-1):
            length = min(length, self.left)
            self.left -= length
            return bytes(length)

    sink = hashlib.sha256()
    tracemalloc.start()
    for piece in archive("bag", [PackFile(path="zeros", open=Zeros, size=size, sha256=digest)]):
        sink.update(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20
    monkeypatch.setattr(archive_module, "HELD_IN_MEMORY", size)
    assert sink.digest() == hashlib.sha256(b"".join(archive("bag", [from_bytes("zeros", bytes(size))]))).digest()


def test_beyond_four_gigabytes_the_headers_are_zip64(tmp_path):
    """A sparse file of 5 GiB: the writer's headers, read by zipfile, unzip and the verifier."""
    size = 5 << 30
    path = tmp_path / "large.zip"
    directory = central_header(b"bag/hole", size, 0, 0)
    with path.open("wb") as file:
        file.write(local_header(b"bag/hole", size, 0))
        file.seek(size, io.SEEK_CUR)
        offset = file.tell()
        file.write(local_header(b"bag/note", 2, 0xD8932AAC) + b"hi")
        directory += central_header(b"bag/note", 2, 0xD8932AAC, offset)
        start = file.tell()
        file.write(directory + end_records(2, len(directory), start))
    with zipfile.ZipFile(path) as read:
        assert [info.file_size for info in read.infolist()] == [size, 2]
        assert read.read("bag/note") == b"hi"
    said = subprocess.run(["unzip", "-p", path, "bag/note"], check=True, capture_output=True)
    assert said.stdout == b"hi"
    with path.open("rb") as file:
        assert Archive(file).read("note") == b"hi"


def test_beyond_65535_files_the_end_is_zip64():
    empty = [from_bytes(f"{number:05}", b"") for number in range(0x10000)]
    data = b"".join(archive("bag", empty))
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        assert len(read.namelist()) == 0x10000
    assert len(Archive(io.BytesIO(data)).entries) == 0x10000
    assert struct.unpack("<H", data[-12:-10]) == (0xFFFF,)


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "a/./b", "a\\b", "a\nb", "e\u0301", "", "x" * 1001])
def test_a_name_that_would_not_unpack_is_refused(name):
    with pytest.raises(PackError, match="cannot be packed"):
        list(archive("bag", [from_bytes(name, b"")]))


def test_two_names_that_some_systems_take_for_one_are_refused():
    with pytest.raises(PackError, match="case"):
        list(archive("bag", [from_bytes("A", b""), from_bytes("a", b"")]))


@pytest.mark.parametrize("held", [0, 1 << 20])
def test_a_file_that_changed_is_refused(monkeypatch, held):
    monkeypatch.setattr(archive_module, "HELD_IN_MEMORY", held)
    for size, data in ((4, b"tame"), (5, b"true")):
        changed = PackFile(
            path="x",
            open=lambda data=data: io.BytesIO(data),
            size=size,
            sha256=hashlib.sha256(b"true").hexdigest(),
        )
        with pytest.raises(PackError, match="x is not what was sealed"):
            list(archive("bag", [changed]))


def test_a_file_that_changes_between_two_readings_is_refused(monkeypatch):
    monkeypatch.setattr(archive_module, "HELD_IN_MEMORY", 0)
    readings = iter([b"true", b"fals"])
    fickle = PackFile(
        path="x", open=lambda: io.BytesIO(next(readings)), size=4, sha256=hashlib.sha256(b"true").hexdigest()
    )
    with pytest.raises(PackError, match="changed while"):
        list(archive("bag", [fickle]))


def test_a_pack_without_what_it_needs_is_refused():
    contents = packs.payload()
    poorer = {path: data for path, data in contents.items() if path != "data/index.json"}
    for spoilt, said in (
        (poorer, r"needs data/index\.json"),
        ({**contents, "notes.txt": b""}, "below data/"),
    ):
        with pytest.raises(PackError, match=said):
            packs.sealed_pack(spoilt)


@pytest.mark.parametrize("info", [{"A": "two\nlines"}, {"A:B": "x"}, {"": "x"}, {"A": " x"}, {"Payload-Oxum": "1.1"}])
def test_a_label_that_is_not_one_line_is_refused(info):
    with pytest.raises(PackError):
        write_pack(
            io.BytesIO(),
            name=packs.NAME,
            pack=str(packs.PACK),
            files=packs.as_files(packs.payload()),
            signer=packs.SIGNER,
            info=info,
        )
