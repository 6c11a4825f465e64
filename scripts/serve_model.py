"""Serve the digit network on this machine: `make serve-model`, or `python scripts/serve_model.py --help`.

It exports the network that ships as an ONNX file into _build if there is none, prints its address, and answers until
Ctrl-C. Other machines cannot reach it unless `--host` says so.
"""

from kernelbook.serve.program import main

if __name__ == "__main__":
    main()
