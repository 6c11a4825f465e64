"""An exercise on how many products of 8 bits an accumulator of 32 bits holds."""

from kernelbook.exercises.values import asks_for_number

# 21-accumulator: products of two codes of 8 bits, from -128 to 127 each, that a whole number of 32 bits, from
# -2,147,483,648 to 2,147,483,647, can add up for sure.

ACCUMULATOR = asks_for_number(
    "21-accumulator",
    right=2_147_483_647 // (-128 * -128),
    known={
        131_072: "with that many, all codes at -128, the sum is one more than the accumulator holds.",
        131_070: "one more still fits.",
        2_147_483_647 // (127 * 127): "the largest product is not 127 times 127: two negative numbers have one, too.",
        2_147_483_648 // (128 * 127): "that is what fits if only one of the two may be -128; both may.",
        2_147_483_647 // 128: "that adds up codes; products of two are added up.",
        2_147_483_647 // 127: "that adds up codes, and not the largest; products of two are added up.",
        4_294_967_295 // (128 * 128): "one of the 32 bits is the sign's.",
        2**32 // (128 * 128): "one of the 32 bits is the sign's, and the largest number is one less than a power of 2.",
        2_147_483_647 // (255 * 255): "those are codes without a sign, from 0 to 255; here they go from -128 to 127.",
        2_147_483_647 // (255 * 128): "a zero point makes products larger; here none is subtracted.",
        32_767 // (128 * 128): "that is what 16 bits hold: this is why there are 32.",
        2_147_483_647: "that many ones fit; a product may be far larger.",
        2**16: "8 and 8 bits make 16, and as many are left; but no product is larger than half of what 16 bits with a "
        "sign hold.",
    },
    otherwise="not this number. Which product of two codes is the largest, with its sign?",
    praise="One more, and the sum would be read as the most negative number that there is.",
)
