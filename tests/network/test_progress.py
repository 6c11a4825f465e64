import pytest

from toys import small, task


@pytest.mark.parametrize("wanted", [None, True, False])
def test_bar_is_quiet_where_nobody_watches(capsys, wanted):
    x, y = task(20)
    small().fit(x, y, epochs=2, progress=wanted)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert ("epoch 2/2" in shown.err) is (wanted is True)
