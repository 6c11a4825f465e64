"""What the Sphinx extensions of the book compute, without a build."""

import pytest
from PIL import Image

import book_figures
import book_icons
import book_site


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("ada/kernels", "/kernels/"),
        ("Ada/Kernels", "/Kernels/"),
        ("ada/ada.github.io", "/"),
        ("Ada/ada.github.io", "/"),
    ],
)
def test_the_site_of_a_repository_named_like_the_server_is_its_root(slug, path):
    assert book_site.site_path(slug) == path


def test_icons_that_no_page_names_are_left_out():
    style = r'.fa-bars:before,.fa-navicon:before{content:"\f0c9"}.fa-cat:before{content:"\f6be"}.note{--icon:"\f05a"}'
    kept = book_icons.without_others(style, '<i class="fa-solid fa-navicon"></i>')
    assert kept == r'.fa-bars:before,.fa-navicon:before{content:"\f0c9"}.note{--icon:"\f05a"}'
    assert book_icons.icons(kept) == {0xF0C9, 0xF05A}


def test_figures_tell_their_size_and_all_but_the_first_wait(tmp_path):
    Image.new("RGB", (7, 5)).save(tmp_path / "a b.png")
    article = '<img alt="x > y" src="a%20b.png" /><p>text</p><img src="a%20b.png">'
    found = book_figures.with_sizes(article, tmp_path, lazy=True)
    assert found == (
        '<img alt="x > y" src="a%20b.png" width="7" height="5" /><p>text</p>'
        '<img src="a%20b.png" width="7" height="5" loading="lazy" decoding="async">'
    )
    assert "lazy" not in book_figures.with_sizes(article, tmp_path, lazy=False)
