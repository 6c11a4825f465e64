/* Unpacks the weights that travel with a page as text: kernels in 8 bits, what is short in 16. */
"use strict";

kernelLab.packed = (() => {
  const DIGITS_85 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

  /**
   * Bytes from text in base 85, as Python's base64.b85encode writes it: five characters are a number of four bytes.
   * @param {string} text
   */
  function decode85(text) {
    const place = new Uint8Array(128);
    for (let d = 0; d < 85; d++) place[DIGITS_85.charCodeAt(d)] = d;
    const bytes = new Uint8Array((text.length / 5) * 4);
    for (let p = 0, q = 0; p < text.length; p += 5, q += 4) {
      let number = 0;
      for (let c = 0; c < 5; c++) number = number * 85 + place[text.charCodeAt(p + c)];
      for (let b = 3; b >= 0; b--, number = Math.floor(number / 256)) bytes[q + b] = number % 256;
    }
    return bytes;
  }

  /** @type {KernelLab["packed"]["decodeHalves"]} */
  function decodeHalves(bytes) {
    return Float64Array.from(new Uint16Array(bytes.buffer), (half) => {
      const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023];
      return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
    });
  }

  /** @type {KernelLab["packed"]["unpack"]} */
  function unpack({ shape, values, steps }) {
    const bytes = decode85(values);
    const size = shape.reduce((product, length) => product * length, 1); // what follows only fills up the last bytes
    if (!steps) return { shape, data: decodeHalves(bytes).slice(0, size) };
    const step = decodeHalves(decode85(steps));
    const outputs = shape[shape.length - 1];
    return { shape, data: Float64Array.from(new Int8Array(bytes.buffer, 0, size), (code, p) => code * step[p % outputs]) };
  }

  return { decodeHalves, unpack };
})();
