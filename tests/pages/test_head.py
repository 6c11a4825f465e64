from pages import head


def test_scripts_stand_last_in_their_order_but_the_one_for_the_theme():
    page = (
        "<head><script>document.documentElement.dataset.theme = 1</script><script src='a.js'></script>"
        "<script defer src='b.js'></script></head><body>text<script>c()</script></body></html>"
    )
    assert head.with_scripts_last(page) == (
        "<head><script>document.documentElement.dataset.theme = 1</script></head><body>text<script>c()</script>"
        "<script src='a.js'></script>\n<script defer src='b.js'></script>\n</body></html>"
    )
