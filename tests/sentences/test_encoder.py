import keras
import numpy as np
import pytest

from kernelbook import sentences
from kernelbook.sentences import encoder as encoders

SENTENCES = ["a cat", "not a cat.", "dogs sleeping", "zebra", ""]


def keras_layer(state, prefix, x):
    """Compute one layer by layers of Keras, whose weights are set here anew from those under the names of torch."""

    def weights(name):
        return state[f"{prefix}{name}.weight"], state[f"{prefix}{name}.bias"]

    attention = keras.layers.MultiHeadAttention(3, 4)
    attention(x, x)
    kept = []
    for name in ("attention.self.query", "attention.self.key", "attention.self.value"):
        matrix, bias = weights(name)
        heads = [matrix[4 * h : 4 * h + 4].T for h in range(3)]
        kept += [np.stack(heads, axis=1), np.stack([bias[4 * h : 4 * h + 4] for h in range(3)])]
    matrix, bias = weights("attention.output.dense")
    attention.set_weights([*kept, np.stack([matrix[:, 4 * h : 4 * h + 4].T for h in range(3)]), bias])
    h = keras_norm(*weights("attention.output.LayerNorm"), x + attention(x, x))
    wide, back = keras.layers.Dense(20, keras.activations.gelu), keras.layers.Dense(12)
    wide.activation = lambda y: keras.activations.gelu(y, approximate=False)
    back(wide(h))
    for layer, name in ((wide, "intermediate.dense"), (back, "output.dense")):
        matrix, bias = weights(name)
        layer.set_weights([matrix.T, bias])
    return keras_norm(*weights("output.LayerNorm"), h + back(wide(h)))


def keras_norm(gamma, beta, x):
    """Normalize by a layer of Keras."""
    layer = keras.layers.LayerNormalization(epsilon=1e-12)
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    return layer(x)


def embedded(state, numbers):
    """Return the tokens before the first layer."""
    return (
        state["embeddings.word_embeddings.weight"][numbers]
        + state["embeddings.position_embeddings.weight"][: len(numbers)]
        + state["embeddings.token_type_embeddings.weight"][0]
    )[np.newaxis]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_encode_gives_what_layers_of_keras_give(state, small, sentence):
    numbers = encoders.number_pieces(sentence, small)
    x = keras_norm(*(state[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias")), embedded(state, numbers))
    for number in range(2):
        x = keras_layer(state, f"encoder.layer.{number}.", x)
    mean = np.mean(x, axis=(0, 1))
    found = sentences.encode([sentence], small)
    np.testing.assert_allclose(found[0], mean / np.linalg.norm(mean), atol=2e-5)
    np.testing.assert_allclose(encoders.read_tokens(numbers, small), x[0], atol=2e-4)


def test_encode_gives_what_a_layer_of_torch_gives(state, small):
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install -r requirements-peers.txt")
    numbers = encoders.number_pieces("not a cat sleeping.", small)
    x = torch.tensor(np.array(keras_norm(*small.start, embedded(state, numbers))))
    for number in range(2):
        prefix = f"encoder.layer.{number}."
        own = {name.removeprefix(prefix): torch.tensor(w) for name, w in state.items() if name.startswith(prefix)}
        layer = torch.nn.TransformerEncoderLayer(12, 3, 20, 0.0, "gelu", 1e-12, batch_first=True).eval()
        three = [f"attention.self.{name}" for name in ("query", "key", "value")]
        theirs = {
            **{f"self_attn.in_proj_{kind}": torch.cat([own[f"{name}.{kind}"] for name in three]) for kind in KINDS},
            **{f"self_attn.out_proj.{kind}": own[f"attention.output.dense.{kind}"] for kind in KINDS},
            **{f"linear1.{kind}": own[f"intermediate.dense.{kind}"] for kind in KINDS},
            **{f"linear2.{kind}": own[f"output.dense.{kind}"] for kind in KINDS},
            **{f"norm1.{kind}": own[f"attention.output.LayerNorm.{kind}"] for kind in KINDS},
            **{f"norm2.{kind}": own[f"output.LayerNorm.{kind}"] for kind in KINDS},
        }
        layer.load_state_dict(theirs)
        with torch.no_grad():
            x = layer(x)
    np.testing.assert_allclose(encoders.read_tokens(numbers, small), x[0].numpy(), atol=2e-4)


KINDS = ("weight", "bias")


def test_encode_gives_rows_of_length_one(small):
    found = sentences.encode(SENTENCES, small)
    assert found.dtype == np.float32
    assert found.shape == (5, 12)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)


def test_encode_reads_the_order_of_words_and_no_other_sentence(small):
    one, other = sentences.encode(["a cat", "cat a"], small)
    assert abs(one - other).max() > 1e-3
    np.testing.assert_array_equal(sentences.encode(["a cat"], small)[0], one)


def test_encode_reads_the_beginning_of_a_long_sentence(small):
    long, longer = sentences.encode(["cat " * 14, "cat " * 14 + "dog " * 500], small)
    assert len(encoders.number_pieces("cat " * 99, small)) == 16
    np.testing.assert_array_equal(long, longer)


@pytest.mark.parametrize("bad", ["a cat", [], [3], None])
def test_encode_refuses_what_are_no_sentences(small, bad):
    with pytest.raises(ValueError, match=r"^sentences"):
        sentences.encode(bad, small)


def test_normalize_is_that_of_keras():
    generator = np.random.default_rng(0)
    X, gamma, beta = generator.normal(3, 2, (2, 4, 6)), generator.normal(size=6), generator.normal(size=6)
    theirs = keras_norm(gamma, beta, X.astype("float32"))
    np.testing.assert_allclose(sentences.normalize(X, gamma, beta), theirs, atol=1e-4)


def test_gelu_is_that_of_keras():
    x = np.linspace(-6, 6, 101, dtype=np.float32)
    np.testing.assert_allclose(sentences.gelu(x), keras.activations.gelu(x, approximate=False), atol=1e-6)
    assert sentences.gelu(x).dtype == np.float32
