"""What holds for every test: this checkout's helpers, and nobody's progress or settings."""

from __future__ import annotations

import os

from authoring.execution import kernel_environment

# Kernels that nbval and the tests start inherit it, so that they say what the build's kernel said.
_wanted = kernel_environment()
for _name in os.environ.keys() - _wanted.keys():
    del os.environ[_name]
os.environ.update(_wanted)
