from pages import head


def test_scripts_stand_last_in_their_order_but_the_one_for_the_theme():
    page = (
        f"<head>{head.THEME}<script src='a.js'></script>"
        "<script defer src='b.js'></script></head><body>text<script>c()</script></body></html>"
    )
    assert head.with_scripts_last(page) == (
        f"<head>{head.THEME}</head><body>text<script>c()</script>"
        "<script src='a.js'></script>\n<script defer src='b.js'></script>\n</body></html>"
    )


def test_a_page_has_its_colors_before_anything_is_seen_of_it():
    chosen = '<script data-cfasync="false">document.documentElement.dataset.theme = 1</script>'
    rest = "</head><body><script>a.dataset.theme</script></body></html>"
    page = f'<html lang="en" data-theme="auto"><head>{chosen}{rest}'
    assert head.with_colors_at_once(page) == f'<html lang="en" data-theme="light"><head>{head.THEME}{rest}'
