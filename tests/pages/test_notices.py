from pages import notices


def test_the_bar_offers_colab_or_says_why_not():
    bar = notices.notebook_bar("ada/kernels", "chapters/05_train", "../05_train.ipynb")
    assert 'href="https://colab.research.google.com/github/ada/kernels/blob/main/chapters/05_train.ipynb"' in bar
    assert 'href="../05_train.ipynb" download="05_train.ipynb"' in bar
    unpublished = notices.notebook_bar(None, "chapters/05_train", "../05_train.ipynb")
    assert "no public address yet" in unpublished
    assert "colab.research.google.com" not in unpublished
    assert 'href="../05_train.ipynb" download="05_train.ipynb"' in unpublished
