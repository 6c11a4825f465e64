from pages import site


def test_a_page_loses_the_script_of_icons_and_the_label_that_hides_a_shortcut():
    page = (
        '<script src="../_static/scripts/fontawesome.js?digest=1"></script><script src="a.js"></script>'
        '<button class="btn search-button-field" title="Search" aria-label="Search"><kbd>K</kbd></button>'
    )
    assert site.trim_page(page) == (
        '<script src="a.js"></script><button class="btn search-button-field" title="Search"><kbd>K</kbd></button>'
    )
