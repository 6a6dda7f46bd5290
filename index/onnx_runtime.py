"""onnxruntime, imported so that it sends nothing to its makers: its builds from 1.31 on report on their use.

Code that needs onnxruntime takes it from here: what turns that off counts only before the first import.

Source: Privacy.md in onnxruntime's package.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

onnxruntime.disable_telemetry_events()  # for a program that had imported it before

__all__ = ["onnx_errors", "onnxruntime"]
