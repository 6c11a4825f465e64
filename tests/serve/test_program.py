import pytest

from kernelbook import archive
from kernelbook.serve import program


def test_what_the_command_line_asks_for_is_loopback_and_small():
    asked = program.arguments([])
    assert (asked.host, asked.size, asked.wait, asked.waiting, asked.patience) == ("127.0.0.1", 32, 0.002, 256, 1.0)
    assert asked.log is None, "nothing is written unless asked"
    assert asked.model is None


def test_the_name_of_the_exported_file_holds_the_version_of_the_weights():
    path = program.default_model()
    assert path.parent.name == "_build"
    assert path.name == f"digit_network-{archive.sha256(program.PACKAGE / 'weights' / 'digit_network.npz')[:12]}.onnx"


def test_the_card_says_which_file_answers(tmp_path):
    (tmp_path / "mine.onnx").write_bytes(b"a network")
    card = program.read_card(tmp_path / "mine.onnx")
    assert card == {"name": "mine", "version": archive.sha256(tmp_path / "mine.onnx")}


def test_main_refuses_in_a_sentence(tmp_path, capsys):
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: pip install -r requirements-peers.txt")
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    for name, words in (("missing.onnx", "there is no such file"), ("broken.onnx", "cannot be opened")):
        with pytest.raises(SystemExit) as ended:
            program.main(["--model", str(tmp_path / name)])
        assert ended.value.code == 2
        said = capsys.readouterr().err.strip()
        assert words in said
        assert "\n" not in said
