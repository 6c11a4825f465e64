/* Unpacks the digits that come when the reader begins. */
"use strict";

kernelLab.unpackDigits = async () => {
  const PIXELS = 784;
  const packed = kernelLab.learningDigits;
  if (!packed) throw new Error("the digits are not loaded");
  if (!("DecompressionStream" in window)) throw new Error("this browser cannot unpack them; a newer one can");
  const bytes = Uint8Array.from(atob(packed.pixels), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const pixels = new Uint8Array(await new Response(stream).arrayBuffer());
  const [training, held] = [packed.training, packed.held].map((text) => Uint8Array.from(text, Number));
  const middle = PIXELS * training.length;
  return {
    training: { pixels: pixels.subarray(0, middle), labels: training },
    held: { pixels: pixels.subarray(middle), labels: held },
  };
};
