from pages import site


def test_a_page_loses_the_script_of_icons_and_the_label_that_hides_a_shortcut():
    page = (
        '<script src="../_static/scripts/fontawesome.js?digest=1"></script><script src="a.js"></script>'
        '<button class="btn search-button-field" title="Search" aria-label="Search"><kbd>K</kbd></button>'
    )
    assert site.trim_page(page) == (
        '<script src="a.js"></script><button class="btn search-button-field" title="Search"><kbd>K</kbd></button>'
    )


def test_the_arrow_beside_a_page_with_pages_below_it_gets_a_name():
    link = '<a class="current reference internal" href="#">3 · Compute it fast</a><details open="open">'
    assert site.trim_page(f"{link}<summary><i></i></summary>") == (
        f'{link}<summary aria-label="Pages of 3 · Compute it fast"><i></i></summary>'
    )
    assert site.trim_page("<details><summary>Solution</summary>") == "<details><summary>Solution</summary>"
