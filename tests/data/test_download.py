import socket

import pytest

from kernelbook.data import download
from served import served

CONTENT = bytes(range(256)) * 4000  # about four pieces


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "archive.zip"


def verify(part):
    if part.read_bytes() != CONTENT:
        raise ValueError(f"{part} is another file")


def left(path):
    """Return the names of all that lies in the folder of a file."""
    return sorted(each.name for each in path.parent.iterdir()) if path.parent.is_dir() else []


def test_fetch_brings_the_whole_file_and_nothing_else(path, capsys):
    with served(CONTENT) as server:
        download.fetch(server.url, path, verify)
    assert path.read_bytes() == CONTENT
    assert left(path) == ["archive.zip"]
    assert server.asked == [None]
    assert capsys.readouterr().err.endswith(f"\r[{'#' * 30}] 1.0 of 1.0 MB\n")


def test_fetch_brings_it_from_a_server_that_does_not_tell_how_much_there_is(path, capsys):
    with served(CONTENT, tells_length=False) as server:
        download.fetch(server.url, path, verify)
    assert path.read_bytes() == CONTENT
    assert capsys.readouterr().err.endswith("\r1.0 MB\n")


@pytest.mark.parametrize("resumes", [True, False])
def test_fetch_goes_on_where_it_was_cut_or_begins_anew(path, resumes):
    told = rf"cut short.*call again.*Or bring the file .*to {path}"
    with served(CONTENT, cut_at=300_000) as server, pytest.raises(ConnectionError, match=told):
        download.fetch(server.url, path, verify)
    assert left(path) == ["archive.zip.part"]
    with served(CONTENT, resumes) as server:
        download.fetch(server.url, path, verify)
    assert server.asked == ["bytes=300000-"]
    assert path.read_bytes() == CONTENT
    assert left(path) == ["archive.zip"]


def test_fetch_verifies_a_part_that_lacks_nothing(path):
    path.parent.mkdir()
    path.with_name("archive.zip.part").write_bytes(CONTENT)
    with served(CONTENT) as server:
        download.fetch(server.url, path, verify)
    assert left(path) == ["archive.zip"]


@pytest.mark.parametrize("manner", [{}, {"tells_length": False, "cut_at": 5000}])
def test_fetch_keeps_nothing_of_another_file(path, manner):
    with served(CONTENT[:-1] + b"x", **manner) as server, pytest.raises(ValueError, match=r"damaged one. Nothing was"):
        download.fetch(server.url, path, verify)
    assert left(path) == []


def test_fetch_keeps_nothing_of_a_part_of_another_file(path):
    path.parent.mkdir()
    path.with_name("archive.zip.part").write_bytes(b"something else")
    with served(CONTENT) as server, pytest.raises(ValueError, match=r"Nothing was kept. Call again"):
        download.fetch(server.url, path, verify)
    assert left(path) == []


def test_fetch_says_that_the_server_has_no_such_file(path):
    with served(CONTENT) as server, pytest.raises(ConnectionError, match=r"gives no file: 404 Not Found. Try again"):
        download.fetch(f"{server.url}.old", path, verify)
    assert left(path) == []


def test_fetch_says_that_nobody_answers(path):
    with socket.socket() as free:  # a port at which nobody listens
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/archive.zip"
    with pytest.raises(ConnectionError, match=rf"does not answer.*Is there a network\?.*to {path}"):
        download.fetch(url, path, verify)
    assert left(path) == []


def test_a_folder_that_cannot_be_written_is_not_told_as_a_lost_network(path):
    path.parent.write_bytes(b"a file in the place of the folder")
    with served(CONTENT) as server, pytest.raises(FileExistsError, match="folder"):
        download.fetch(server.url, path, verify)


def test_fetch_keeps_what_came_before_the_connection_broke(path, monkeypatch):
    show = download.show
    monkeypatch.setattr(download, "PIECE", 100_000)

    def breaks(done, total):
        show(done, total)
        if done > 250_000:
            raise ConnectionResetError("reset by peer")

    monkeypatch.setattr(download, "show", breaks)
    with served(CONTENT) as server, pytest.raises(ConnectionError, match=r"no longer: reset by peer. Is there a net"):
        download.fetch(server.url, path, verify)
    assert path.with_name("archive.zip.part").read_bytes() == CONTENT[:300_000]
