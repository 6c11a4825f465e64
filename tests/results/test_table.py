from kernelbook import results


def test_table_is_read_by_people_and_by_screen_readers():
    table = results.Table("Time (ms)", {"a & b": {"loops": 1234.5, "fft": 0.1}, "c": {"fft": None}})
    assert repr(table).splitlines()[1:] == ["a & b      1,230  0.1", "c              –    –"]
    html = table._repr_html_()
    assert "<caption>Time (ms)</caption>" in html
    assert '<th scope="col">loops</th>' in html
    assert html.count('<th scope="row"') == 2
    assert "a &amp; b" in html
