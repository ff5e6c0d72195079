"""The demonstration's estate behind a bare moto server in a process of its own: nothing is refused, nobody is paced."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

from evidence.demo.estate import seed

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",  # AWS's own example
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def simulated_aws() -> Iterator[str]:
    """Its address, as boto3 finds it by the environment of this process and of those that it starts."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    surroundings |= {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}  # else every account owns 600 snapshots
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.simulated"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=surroundings, **pipes) as server:
        if not (server.stdin and server.stdout):
            raise RuntimeError("It was started with pipes.")
        address = server.stdout.readline().decode().strip()
        os.environ |= ENVIRONMENT | {"AWS_ENDPOINT_URL": address}
        yield address
        server.stdin.close()


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    seed.plant()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(f"http://127.0.0.1:{server.get_host_and_port()[1]}", flush=True)
    sys.stdin.read()
    os._exit(0)  # its threads wait for calls


if __name__ == "__main__":
    main()
