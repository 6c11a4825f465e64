import numpy as np
import pytest

from kernelbook.sentences import files

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cat", "dog", "##s", "sleep", "##ing", ".", "not"]


@pytest.fixture(scope="session")
def state():
    """Return random weights of a small BERT under the names of torch: two layers, three heads of four numbers."""
    generator, d, wide = np.random.default_rng(0), 12, 20
    dense = {
        **{f"attention.self.{name}": (d, d) for name in ("query", "key", "value")},
        "attention.output.dense": (d, d),
        "intermediate.dense": (wide, d),
        "output.dense": (d, wide),
    }
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), d),
        "embeddings.position_embeddings.weight": (16, d),
        "embeddings.token_type_embeddings.weight": (2, d),
    }
    normals = ["embeddings.LayerNorm"]
    for number in range(2):
        prefix = f"encoder.layer.{number}."
        shapes |= {f"{prefix}{name}.weight": shape for name, shape in dense.items()}
        shapes |= {f"{prefix}{name}.bias": shape[:1] for name, shape in dense.items()}
        normals += [f"{prefix}{name}.LayerNorm" for name in ("attention.output", "output")]
    shapes |= {f"{name}.{kind}": (d,) for name in normals for kind in ("weight", "bias")}
    return {name: generator.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture(scope="session")
def small(state):
    """Return the encoder of these weights."""
    return files.as_encoder({piece: number for number, piece in enumerate(PIECES)}, state, heads=3)
