"""What the Sphinx extensions of the book compute, without a build."""

import pytest
import tinycss2
from PIL import Image

import book_figures
import book_head
import book_icons
import book_site
import book_styles


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


def test_rules_for_what_no_page_names_are_left_out():
    style = r"""
    .fa-bars:before,.fa-navicon:before{content:"\f0c9"} .fa-cat:before{content:"\f6be"} .note{--icon:"\f05a"}
    p .used:not(.absent) > a{color:red} p .absent{color:red} h1,.absent h1{margin:0}
    @media print{.absent{top:0} .note{left:0}} @media screen{.absent{top:0}} @font-face{font-family:"x"}
    """
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    kept = book_styles.kept(rules, {"fa-navicon", "note", "used"})
    assert kept.split("\n") == [
        '.fa-navicon:before{content:"\uf0c9"}',
        '.note{--icon:"\uf05a"}',
        "p .used:not(.absent) > a{color:red}",
        "h1{margin:0}",
        "@media print{.note{left:0}}",
        '@font-face{font-family:"x"}',
    ]
    assert book_icons.icons(kept) == {0xF0C9, 0xF05A}


def test_one_style_stands_where_the_first_did():
    page = (
        '<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />\n<title>x</title>\n'
        '<link rel="stylesheet" type="text/css" href="../_static/site.css?v=2" />\n'
        '<link rel="stylesheet" type="text/css" href="../_static/lab/lab.css?v=3" />\n'
    )
    assert book_styles.sheets(page) == ["styles/theme.css", "site.css"]
    assert book_styles.with_one_style(page, "abc") == (
        '<link rel="stylesheet" href="../_static/book.css?v=abc" />\n<title>x</title>\n'
        '<link rel="stylesheet" type="text/css" href="../_static/lab/lab.css?v=3" />\n'
    )


def test_scripts_stand_last_in_their_order_but_the_one_for_the_theme():
    page = (
        "<head><script>document.documentElement.dataset.theme = 1</script><script src='a.js'></script>"
        "<script defer src='b.js'></script></head><body>text<script>c()</script></body></html>"
    )
    assert book_head.with_scripts_last(page) == (
        "<head><script>document.documentElement.dataset.theme = 1</script></head><body>text<script>c()</script>"
        "<script src='a.js'></script>\n<script defer src='b.js'></script>\n</body></html>"
    )


def test_figures_tell_their_size_and_wait_after_the_first(tmp_path):
    Image.new("RGB", (7, 5)).save(tmp_path / "a b.png")
    article = '<img alt="x > y" src="a%20b.png" /><p>text</p><img src="a%20b.png">'
    found = book_figures.with_sizes(article, tmp_path, at_once=1)
    assert found == (
        '<img alt="x > y" src="a%20b.png" width="7" height="5" /><p>text</p>'
        '<img src="a%20b.png" width="7" height="5" loading="lazy" decoding="async">'
    )
    assert "lazy" not in book_figures.with_sizes(article, tmp_path, at_once=2)
