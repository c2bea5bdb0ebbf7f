"""Fetching weights, from a real server on this machine."""

import hashlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import huggingface_hub.constants
import pytest

from core.contracts.errors import UserError
from core.models.describe import download_weights
from core.models.fetch import fetch_file

CONTENT = bytes(range(256)) * 8192


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "weights.bin").write_bytes(CONTENT)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as it:
        thread = threading.Thread(target=it.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{it.server_port}"
        it.shutdown()
        thread.join()


def test_a_file_arrives_whole_and_is_counted(server: str, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    target = tmp_path / "cache" / "weights.bin"
    fetch_file(
        f"{server}/weights.bin",
        target,
        name="net",
        on_progress=lambda done, total: told.append((done, total)),
        sha256_start=hashlib.sha256(CONTENT).hexdigest()[:8],
    )
    assert target.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) > 1


@pytest.mark.parametrize("path", ["weights.bin", "nothing.bin"])
def test_a_failed_download_is_a_sentence_and_leaves_nothing(server: str, tmp_path: Path, path: str) -> None:
    target = tmp_path / "cache" / "weights.bin"
    with pytest.raises(UserError) as refused:
        fetch_file(f"{server}/{path}", target, name="net", on_progress=lambda done, total: None, sha256_start="00000000")
    assert refused.value.code == "download_failed"
    assert list(target.parent.iterdir()) == []


def test_a_server_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        fetch_file("http://127.0.0.1:9/weights.bin", tmp_path / "weights.bin", name="net", on_progress=lambda done, total: None)
    assert refused.value.code == "download_failed"


@pytest.mark.parametrize("entry", ["timm/resnet18.a1_in1k", "transformers/microsoft/resnet-18"])
def test_the_offline_switch_of_hugging_face_is_respected(entry: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UserError) as refused:
        download_weights(entry, lambda done, total: None)
    assert refused.value.code == "download_offline"


def test_only_catalogue_names_can_be_downloaded() -> None:
    with pytest.raises(UserError) as refused:
        download_weights("somewhere/else", lambda done, total: None)
    assert refused.value.code == "model_unknown"
