import json
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from kernelbook import data, serve
from kernelbook.serve import decoding
from serving import chunk, digits, enlarged, picture, rows, told

SEVEN = digits()[0][0]
PNG, JPEG, JSON = serve.KINDS


def why(body, kind=PNG):
    """Return the sentence and the status with which a body is refused."""
    with pytest.raises(serve.BadImage) as error:
        serve.decode(body, kind)
    return str(error.value), error.value.status


def test_decode_by_hand():
    pixels = np.zeros((28, 28), np.uint8)
    pixels[0, :3] = 0, 51, 255
    for body, kind in ((picture(pixels), PNG), (rows(pixels), JSON)):
        found = serve.decode(body, kind)
        assert found.dtype == np.float32
        assert found[0, :3].tolist() == [0, np.float32(0.2), 1]
        assert found[1:].max() == 0


@pytest.mark.parametrize("k", range(20))
def test_decode_gives_what_was_put_in(k):
    pixels = digits()[0][k]
    expected = np.float32(pixels / 255)
    assert np.array_equal(serve.decode(picture(pixels), PNG), expected)
    assert np.array_equal(serve.decode(rows(pixels), JSON), expected)
    assert abs(serve.decode(picture(pixels, "JPEG", quality=95), JPEG) - expected).max() < 0.1


def test_decode_is_as_gray_by_a_shorter_way():
    for mode in ("L", "RGB", "P", "1"):
        image = Image.fromarray(SEVEN).convert(mode)
        found = serve.decode(picture(image), PNG)
        assert np.array_equal(found, np.float32(data.as_gray(image))), mode


def test_decode_knows_pictures_of_all_kinds():
    """A palette and colors; 16 bits; CMYK: all give the digit; a picture with an alpha channel is prepared."""
    expected = SEVEN / 255
    gray = Image.fromarray(SEVEN)
    assert np.allclose(serve.decode(picture(gray.convert("P")), PNG), expected)
    assert np.allclose(serve.decode(picture(SEVEN.astype(np.uint16) * 257), PNG), expected, atol=1e-4)
    colored = picture(gray.convert("RGB").convert("CMYK"), "JPEG", quality=95)
    assert abs(serve.decode(colored, JPEG) - expected).max() < 0.15
    clear = Image.new("LA", (28, 28), (0, 0))
    clear.putalpha(gray)  # black ink on nothing
    assert abs(serve.decode(picture(clear), PNG) - data.prepare_digit(clear)).max() == 0
    assert serve.decode(picture(clear), PNG).max() == 1


def test_decode_prepares_pictures_of_other_sizes_as_the_lab_does():
    drawn = enlarged(SEVEN)
    assert np.array_equal(serve.decode(picture(drawn), PNG), data.prepare_digit(drawn))


def test_decode_refuses_by_the_header_before_it_decodes(monkeypatch):
    """Were pixels decoded first, this would be loaded, or be called truncated: its header tells 25 million."""
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded before its limit was looked at"))
    assert why(told(5_000, 5_000)) == (
        "the picture has 5,000 × 5,000 pixels: expected 1,000,000 at most, so make it smaller or cut the digit out",
        422,
    )
    assert why(told(50_000, 50_000)) == ("the picture is too large: expected 1,000,000 pixels at most", 422)
    assert why(told(1, 1)) == ("the picture has 1 × 1 pixels: expected 8 at least in each direction", 422)
    assert "28 × 7" in why(told(28, 7))[0]
    assert "9,000 × 1,000" in why(picture(Image.new("L", (9_000, 1_000)), "JPEG"), JPEG)[0]


def test_decode_refuses_by_its_length_before_it_looks_inside(monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("opened"))
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("opened"))
    for kind in serve.KINDS:
        sentence, status = why(bytes(serve.LIMITS["bytes"] + 1), kind)
        assert (sentence, status) == ("the body has 1,000,001 bytes or more: expected 1,000,000 at most", 413)


def test_decode_counts_scans_before_it_decodes():
    """A progressive JPEG goes over all pixels once for each scan: 50,000 of them fit into a megabyte."""
    body = picture(SEVEN, "JPEG", progressive=True)
    scans = body.count(b"\xff\xda")
    assert 1 < scans <= 10
    assert serve.decode(body, JPEG).shape == (28, 28)
    start = body.index(b"\xff\xda")
    bomb = body[:start] + b"\xff\xda\x00\x02" * 100 + body[start:]
    assert why(bomb, JPEG) == (f"the JPEG has {100 + scans} scans: expected 64 at most", 422)


def test_decode_refuses_what_is_animated():
    frames = [Image.fromarray(SEVEN), Image.fromarray(255 - SEVEN)]
    body = picture(frames[0], save_all=True, append_images=frames[1:])
    assert why(body) == ("the PNG is animated, of 2 pictures: expected one", 422)


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        (b"", PNG, "the body is no PNG that can be read"),
        (b"", JSON, "the body is no JSON"),
        (b"no picture", JPEG, "the body is no JPEG that can be read"),
        (picture(SEVEN), JPEG, "the body is no JPEG that can be read: it begins as a PNG"),
        (picture(SEVEN, "GIF"), PNG, "it begins as a GIF"),
        (picture(SEVEN)[:150], PNG, "the picture cannot be read as a digit"),
        (picture(SEVEN, "JPEG")[:400], JPEG, "the picture cannot be read as a digit"),
        (picture(np.full((50, 50), 255, np.uint8)), PNG, "the image is blank"),
        (b"[[[[", JSON, "the body is no JSON"),
        (b"[" * 100_000, JSON, "nested without an end"),
        (b"\xff\xfe\xfd", JSON, "the body is no JSON"),
        (b'{"image": 3}', JSON, "the JSON is of the kind dict"),
        (json.dumps([[0] * 28] * 27).encode(), JSON, "the JSON is a list of 27"),
        (json.dumps([[0] * 28] * 27 + [[0] * 29]).encode(), JSON, "row 27 of the JSON is a list of 29"),
        (json.dumps([[[0]] * 28] * 28).encode(), JSON, "row 0 of the JSON holds [0]"),
        (json.dumps([[255] * 28] * 28).encode(), JSON, "so divide by 255"),
        (json.dumps([[-0.1] * 28] * 28).encode(), JSON, "holds -0.1"),
        (json.dumps([[True] * 28] * 28).encode(), JSON, "holds True"),
        (json.dumps([["0"] * 28] * 28).encode(), JSON, "holds '0'"),
        (json.dumps([[None] * 28] * 28).encode(), JSON, "holds None"),
        (json.dumps([[float("nan")] * 28] * 28).encode(), JSON, "the JSON holds NaN"),
        (json.dumps([[float("-inf")] * 28] * 28).encode(), JSON, "the JSON holds -Infinity"),
        (json.dumps([[0] * 28] * 28).encode().replace(b"0", b"1e999", 1), JSON, "holds inf"),
        (json.dumps([[0] * 28] * 28).encode().replace(b"0", b"9" * 4_000, 1), JSON, "holds 9999"),
        (json.dumps([[0] * 28] * 28).encode().replace(b"0", b"9" * 5_000, 1), JSON, "the body is no JSON"),
    ],
)
def test_decode_says_what_is_wrong(body, kind, sentence):
    came, status = why(body, kind)
    assert sentence in came
    assert status == 422
    assert len(came) < 400


def test_decode_refuses_other_kinds():
    for kind in ("text/plain", "", "application/x-pickle", None, 3):
        assert why(b"x", kind)[1] == 415
        assert "expected one of image/png, image/jpeg, application/json" in why(b"x", kind)[0]


@pytest.mark.parametrize("at", [60, 90, 120])
def test_decode_finds_a_flipped_bit_in_the_pixels_of_a_png(at):
    body = bytearray(picture(SEVEN))
    body[at] ^= 4
    assert "the picture cannot be read as a digit" in why(bytes(body))[0]


def test_decode_finds_a_chunk_of_a_wrong_length():
    for lie in (b"\x00\x00\x00\x01", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff"):
        body = bytearray(picture(SEVEN))
        at = body.index(b"IDAT")
        body[at - 4 : at] = lie
        assert why(bytes(body))[1] == 422


def test_decode_takes_texts_of_a_png_but_no_bomb_in_them():
    text = chunk(b"zTXt", b"k\x00\x00" + zlib.compress(b"a seven"))
    bomb = chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(5_000_000), 9))
    body = picture(SEVEN)
    assert np.array_equal(serve.decode(body[:33] + text + body[33:], PNG), np.float32(SEVEN / 255))
    assert why(body[:33] + bomb + body[33:])[1] == 422


@given(body=st.binary(max_size=200), kind=st.sampled_from(serve.KINDS))
def test_decode_never_fails_otherwise(body, kind):
    with suppress(serve.BadImage):
        assert serve.decode(body, kind).shape == (28, 28)


def test_bad_image_is_a_value_error_with_a_status():
    assert serve.BadImage("no").status == 422
    assert isinstance(serve.BadImage("no", 413), ValueError)
    assert decoding.too_long(5).status == 413
