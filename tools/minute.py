"""Play a minute on the silent device, then end by Ctrl-C or Ctrl-Break: what Windows is asked to show.

`python tools/minute.py [SECONDS]` prints how often sound was missing and how long the end took; it fails if
sound was missing, or if the daemon did not end in order.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time

from oscfactor.client import Client
from oscfactor.machine.launch import command

END_SECONDS = 10.0


def main(seconds: float) -> int:
    """Run it and return the exit code."""
    daemon = subprocess.Popen(
        command("serve", "--port", "0", "--device", "silent"),
        stdout=subprocess.PIPE,
        text=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    try:
        assert daemon.stdout is not None
        port = int(daemon.stdout.readline().split()[2])
        with Client(port=port, timeout=300) as client:
            client.request("/buffer/alloc", "minute", 48000)
            client.request("/buffer/factorize", "minute", 4)
            client.request("/player/play", "minute", "loop", 1)
            time.sleep(seconds)
            answer = next(m for m in client.request("/status").messages if m.address == "/oscfactor/status")
            pairs = dict(zip(answer.args[::2], answer.args[1::2], strict=True))
        began = time.monotonic()
        daemon.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
        code = daemon.wait(END_SECONDS)
        took = time.monotonic() - began
        print(f"missing {pairs['underruns']} times in {seconds:g} s; ended after {took:.2f} s")
        return int(pairs["underruns"] > 0 or code != 0)
    finally:
        if daemon.poll() is None:
            daemon.kill()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
