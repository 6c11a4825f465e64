from kernelbook import models


def test_fast_network_pools_before_it_normalizes():
    network = models.fast_network()
    assert [layer.output.shape[1:] for layer in network.layers] == [
        *((24, 24, 16), (12, 12, 16), (12, 12, 16), (12, 12, 16)),
        *((8, 8, 48), (4, 4, 48), (4, 4, 48), (4, 4, 48)),
        *((768,), (10,)),
    ]
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds[:4] == kinds[4:8] == ["Conv2D", "MaxPooling2D", "BatchNormalization", "ReLU"]
