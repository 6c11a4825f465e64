from PIL import Image

from pages import figures


def test_figures_tell_their_size_and_wait_after_the_first(tmp_path):
    Image.new("RGB", (7, 5)).save(tmp_path / "a b.png")
    article = '<img alt="x > y" src="a%20b.png" /><p>text</p><img src="a%20b.png">'
    found = figures.with_sizes(article, tmp_path, at_once=1)
    assert found == (
        '<img alt="x > y" src="a%20b.png" width="7" height="5" /><p>text</p>'
        '<img src="a%20b.png" width="7" height="5" loading="lazy" decoding="async">'
    )
    assert "lazy" not in figures.with_sizes(article, tmp_path, at_once=2)
