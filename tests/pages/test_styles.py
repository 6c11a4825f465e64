import tinycss2

from pages import icons, styles


def test_rules_for_what_no_page_names_are_left_out():
    style = r"""
    .fa-bars:before,.fa-navicon:before{content:"\f0c9"} .fa-cat:before{content:"\f6be"} .note{--icon:"\f05a"}
    p .used:not(.absent) > a{color:red} p .absent{color:red} h1,.absent h1{margin:0}
    @media print{.absent{top:0} .note{left:0}} @media screen{.absent{top:0}} @font-face{font-family:"x"}
    """
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    kept = styles.kept(rules, {"fa-navicon", "note", "used"})
    assert kept.split("\n") == [
        '.fa-navicon:before{content:"\uf0c9"}',
        '.note{--icon:"\uf05a"}',
        "p .used:not(.absent) > a{color:red}",
        "h1{margin:0}",
        "@media print{.note{left:0}}",
        '@font-face{font-family:"x"}',
    ]
    assert icons.icons(kept) == {0xF0C9, 0xF05A}


def test_one_style_stands_where_the_first_did():
    page = (
        '<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />\n<title>x</title>\n'
        '<link rel="stylesheet" type="text/css" href="../_static/site.css?v=2" />\n'
        '<link rel="stylesheet" type="text/css" href="../_static/labs/lab.css?v=3" />\n'
    )
    assert styles.sheets(page) == ["styles/theme.css", "site.css"]
    assert styles.with_one_style(page, "abc") == (
        '<link rel="stylesheet" href="../_static/book.css?v=abc" />\n<title>x</title>\n'
        '<link rel="stylesheet" type="text/css" href="../_static/labs/lab.css?v=3" />\n'
    )
