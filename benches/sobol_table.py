"""Writes src/draw/joe_kuo.bin: the direction numbers of S. Joe and F. Y. Kuo, set "new-joe-kuo-6".

They are taken from the package scipy (scipy/stats/_sobol_direction_numbers.npz). A dimension after
the first is one line of the original table: its primitive polynomial and its initial numbers
m_1 .. m_s, which are odd and below 2^i, so that i - 1 bits hold each. All is one stream of bits, lowest first:
18 bits of the polynomial, whose leading bit tells the degree s, then the numbers.

Run: pip install numpy scipy && python benches/sobol_table.py
"""

from pathlib import Path

import numpy
import scipy.stats

DIMENSIONS = 8192

if __name__ == "__main__":
    table = numpy.load(Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz")
    stream, width = 0, 0
    for polynomial, initial in zip(table["poly"][1:DIMENSIONS], table["vinit"][1:DIMENSIONS]):
        stream |= int(polynomial) << width
        width += 18
        for i in range(int(polynomial).bit_length() - 1):
            stream |= (int(initial[i]) >> 1) << width
            width += i
    target = Path(__file__).parent.parent / "src/draw/joe_kuo.bin"
    target.write_bytes(stream.to_bytes((width + 7) // 8, "little"))
