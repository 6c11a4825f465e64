import numpy as np
import pytest
from PIL import Image
from stamps import reading


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Take a folder of our own for that of the stamps; return a function that puts a picture there."""
    monkeypatch.setenv("TUXPAINT_STAMPS", str(tmp_path))
    (tmp_path / "animals").mkdir()
    generator = np.random.default_rng(0)

    def put(name, caption="A crow.\nla=Corvus.", mode="RGBA", side=40, colors=256, vector=False):
        path = tmp_path / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = generator.integers(0, colors, (side, side, 4), dtype=np.uint8)
        pixels[: side * 9 // 10, :, 3] = 255
        Image.fromarray(pixels).convert(mode).save(path)
        if caption:
            path.with_suffix(".txt").write_text(caption, encoding="utf-8")
        if vector:
            path.with_suffix(".svg").write_text("<svg/>", encoding="utf-8")
        return pixels

    reading.read_stamps.cache_clear()
    yield put
    reading.read_stamps.cache_clear()


def read(monkeypatch):
    """Return what is read, whatever its SHA-256."""
    with pytest.raises(ValueError, match="other stamps than version") as told:
        reading.read_stamps()
    monkeypatch.setattr(reading, "CONTENT", str(told.value).split()[-1])
    return reading.read_stamps()


def test_a_photograph_with_a_caption_is_read_as_it_is(put, monkeypatch):
    pixels = put("animals/birds/crow")
    (stamp,) = read(monkeypatch)
    assert (stamp.name, stamp.caption, stamp.folders) == ("animals/birds/crow", "A crow.", ("animals", "birds"))
    np.testing.assert_array_equal(stamp.pixels, pixels)


def test_what_is_no_photograph_with_a_caption_is_left_out(put, monkeypatch):
    put("animals/crow")
    put("animals/crow_mirror", caption=None)
    put("animals/cartoon/crow")
    put("symbols/crow")
    put("animals/gray", mode="LA")
    put("animals/few", mode="P")
    put("animals/small", side=31)
    put("animals/painted", colors=4)
    put("animals/vectors", vector=True)
    assert [stamp.name for stamp in read(monkeypatch)] == ["animals/crow"]


def test_the_same_pixels_are_read_once(put, monkeypatch, tmp_path):
    put("animals/crow")
    for suffix in (".png", ".txt"):
        (tmp_path / f"animals/raven{suffix}").write_bytes((tmp_path / f"animals/crow{suffix}").read_bytes())
    assert [stamp.name for stamp in read(monkeypatch)] == ["animals/crow"]


def test_a_folder_without_stamps_says_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("TUXPAINT_STAMPS", str(tmp_path))
    reading.read_stamps.cache_clear()
    with pytest.raises(FileNotFoundError, match="apt-get install tuxpaint-stamps-default"):
        reading.read_stamps()


def test_the_stamps_are_those_that_the_figures_were_measured_on(tuxpaint):
    """Where they are installed; nothing else in the book needs them."""
    found = tuxpaint
    assert len(found) == reading.COUNT
    assert len({stamp.name for stamp in found}) == len(found)
    for stamp in found:
        assert stamp.caption
        assert stamp.pixels.dtype == np.uint8
        assert 0.05 < (stamp.pixels[..., 3] > 127).mean() < 1
