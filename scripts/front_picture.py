"""Draw assets/front.png: the course's trained network reads the drawn digit."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt

from kernelbook import data, figures, models


def main():
    network = models.digit_network()
    models.set_weights(network, models.load_weights("digit_network"))
    picture = data.load_drawn_digit()
    plt.show = lambda: plt.savefig("assets/front.png", dpi=200, metadata={"Software": None})
    figures.draw_reading(network, picture, data.prepare_digit(picture))


if __name__ == "__main__":
    main()
