import pytest

from pages import address


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
    assert address.site_path(slug) == path
