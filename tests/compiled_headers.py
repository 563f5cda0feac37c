"""Exported C headers, compiled into one program with every warning an error and UBSan on."""

import shutil
import subprocess
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from fxprove.exporting.c_headers import c_header
from fxprove.networks import Network
from tests.exported_networks import Point

STRICT = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic")
CHECKED = ("-fsanitize=undefined", "-fno-sanitize-recover=all")

needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")

_RUN = """\
static void run_{index}(long count)
{{
  {value} xy[{most}]; /* in the same place, as the header allows */
  while (count-- > 0) {{
    for (int j = 0; j < {inputs}; j++) {{
      long long k;
      if (scanf("%lld", &k) != 1) abort();
      xy[j] = ({value})k;
    }}
    net_{index}(xy, xy);
    for (int i = 0; i < {outputs}; i++) printf("%lld\\n", (long long)xy[i]);
  }}
}}
"""

_MAIN = """\
int main(void)
{{
  static void (*const runs[])(long) = {{ {runs} }};
  long index, count;
  while (scanf("%ld %ld", &index, &count) == 2) runs[index](count);
  return 0;
}}
"""


def compiled_outputs(
    networks: Sequence[Network],
    points: Sequence[Sequence[Point]],
    folder: Path,
    *,
    optimization: str = "-O0",  # compiles twice as fast as -O1
) -> list[list[Point]]:
    """What the headers of these networks compute, each at its points, in one program."""
    program = _compiled(networks, folder, optimization)
    lines = [
        f"{index} {len(some)}\n" + "\n".join(" ".join(map(str, point)) for point in some)
        for index, some in enumerate(points)
    ]
    ran = subprocess.run(
        [program], input="\n".join(lines), capture_output=True, text=True, check=False, timeout=600
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    numbers = map(int, ran.stdout.split())
    found = [
        [tuple(islice(numbers, network.outputs)) for _ in some]
        for network, some in zip(networks, points, strict=True)
    ]
    assert next(numbers, None) is None
    return found


def _compiled(networks: Sequence[Network], folder: Path, optimization: str) -> Path:
    parts = ["#include <stdio.h>\n#include <stdlib.h>\n"]
    for index, network in enumerate(networks):
        header = c_header(network, name=f"net_{index}")
        (folder / f"net_{index}.h").write_text(header, encoding="ascii")
        parts.append(f'#include "net_{index}.h"\n#include "net_{index}.h"\n')
        value = "int64_t" if f"const int64_t x[{network.inputs}]" in header else "int32_t"
        ends = {"inputs": network.inputs, "outputs": network.outputs}
        parts.append(_RUN.format(index=index, value=value, most=max(ends.values()), **ends))
    parts.append(_MAIN.format(runs=", ".join(f"run_{index}" for index in range(len(networks)))))
    source, program = folder / "networks.c", folder / "networks"
    source.write_text("".join(parts), encoding="ascii")
    compiler = ["gcc", *STRICT, optimization, *CHECKED, "-o", str(program), str(source)]
    ran = subprocess.run(compiler, capture_output=True, text=True, check=False, timeout=600)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr[:2000]
    return program
