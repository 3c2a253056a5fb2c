"""Runs the embedded Terraform: the first argument is its library, the rest its own arguments (the library adds the program name)."""

import ctypes
import os
import signal
import sys

# Python's own handler would raise KeyboardInterrupt beside Terraform's graceful stop. One that was set to be ignored stays so.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
library = ctypes.CDLL(sys.argv[1])
arguments = [os.fsencode(argument) for argument in sys.argv[2:]]
run = library.RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
run.restype = ctypes.c_int
code = run(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments), 1, 2)
os._exit(code & 0xFF)
