from pages import notices


def test_the_bar_offers_what_works_in_this_copy():
    bar = notices.notebook_bar("ada/kernels", "chapters/05_train", "../05_train.ipynb")
    assert 'href="https://colab.research.google.com/github/ada/kernels/blob/main/chapters/05_train.ipynb"' in bar
    assert 'href="https://github.com/ada/kernels/blob/main/chapters/05_train.ipynb"' in bar
    assert 'href="../05_train.ipynb" download="05_train.ipynb"' in bar
    unpublished = notices.notebook_bar(None, "chapters/05_train", "../05_train.ipynb")
    assert unpublished.count("<a ") == 1
    assert 'href="../05_train.ipynb" download="05_train.ipynb"' in unpublished
    assert "no public address" not in unpublished


def test_the_foot_says_how_to_get_the_rest():
    published, unpublished = (notices.notebook_foot(slug, "../index.html#here") for slug in ("ada/kernels", None))
    assert "no public address yet" in unpublished
    assert "no public address" not in published
    for foot in (published, unpublished):
        assert '<a href="../index.html#here">' in foot
