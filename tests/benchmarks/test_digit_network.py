from kernelbook import results


def test_the_digit_network_keeps_its_promise():
    values = results.read("digit_network").values("5 epochs, divided by 255", "test accuracy")
    assert len(values) >= 5
    assert values.mean() >= 98.9
