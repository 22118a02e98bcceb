#!/usr/bin/env python3
"""Loads `bondlab serve` as many browsers would, and measures the CPU time that it takes.

While an experiment trains, 200 streams of events are open, and 20 clients fetch each page once a
second, for 30 seconds. Nothing may fail, and the server may take at most 0.9 s of CPU time.

    swift build -c release --product bondlab
    Tests/serve-load.py .build/release/bondlab
"""
import argparse
import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SPEC = """experiment: load
sweep: {seed: [1, 2, 3, 4, 5, 6, 7, 8]}
stages:
  text:
    {kind: load, dataset: {kind: text, file: sentences.txt}, max_length: 16, vocabulary: 300}
  fresh:
    kind: initialize
    data: text
    encoder: {layers: 2, hidden: 16, heads: 2, embedding: 8, max_positions: 16}
    sharing: all
  early: {kind: train, model: fresh, data: text, steps: 200, batch_size: 8, seed: "${seed}"}
  late: {kind: train, model: fresh, data: text, steps: 40000, batch_size: 8, seed: "${seed}"}
  held: {kind: evaluate, model: early, data: text}
tables:
  main: {rows: [seed], columns: [held.loss, held.accuracy]}
"""


def sentences():
    subjects = ["the old dog", "a small bird", "my green boat", "that tall tree"]
    verbs = ["sees", "follows", "likes", "finds", "hears"]
    objects = ["a river", "the stone", "some bread", "the north wind", "a red house"]
    return "".join(f"{s} {v} {o}\n" for s in subjects for v in verbs for o in objects)


def cpu_seconds(process):
    """Returns the CPU time that a process has taken, in user and system mode."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Load:
    def __init__(self, port, run, seconds, keeps):
        self.port, self.run, self.seconds, self.keeps = port, run, seconds, keeps
        self.errors, self.responses, self.bytes, self.events = [], 0, 0, 0
        self.pages = ["/", f"/runs/{run}", f"/runs/{run}/report", f"/compare?a={run}&b={run - 1}"]
        self.slowest = 0

    def request(self, path):
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode()

    async def stream(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        writer.write(self.request(f"/runs/{self.run}/events"))
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head:
            self.errors.append(head[:40])
        try:
            while True:
                part = await reader.read(1 << 16)
                if not part:
                    self.errors.append("a stream has ended")
                    return
                self.events += part.count(b"event: ")
        except asyncio.CancelledError:
            writer.close()

    async def fetch(self, connection, path):
        start = time.monotonic()
        if connection is None:
            connection = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        reader, writer = connection
        writer.write(self.request(path))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", head)[1]))
        if b" 200 " not in head:
            self.errors.append((path, head[:40]))
        self.responses += 1
        self.bytes += len(body)
        self.slowest = max(self.slowest, time.monotonic() - start)
        if self.keeps:
            return connection
        writer.close()

    async def client(self, number):
        await asyncio.sleep(number / 20)
        connection = None
        start = time.monotonic()
        for second in range(self.seconds):
            for path in self.pages:
                try:
                    connection = await self.fetch(connection, path)
                except Exception as error:
                    self.errors.append((path, repr(error)))
                    connection = None
            await asyncio.sleep(max(0, start + second + 1 - time.monotonic()))

    async def perform(self, process):
        streams = [asyncio.create_task(self.stream()) for _ in range(200)]
        await asyncio.sleep(2)
        before = cpu_seconds(process)
        await asyncio.gather(*(self.client(number) for number in range(20)))
        used = cpu_seconds(process) - before
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        return used


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--most", type=float, default=0.9, help="CPU seconds (default 0.9)")
    parser.add_argument("--keep-alive", action="store_true", help="a connection for each client")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    folder = tempfile.mkdtemp(prefix="bondlab-load-")
    started = []
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        with open(f"{folder}/sentences.txt", "w") as file:
            file.write(sentences())
        with open(f"{folder}/load.yaml", "w") as file:
            file.write(SPEC)
        subprocess.run([program, "run", "load.yaml", "--only", "held"], check=True, **quiet)
        started.append(subprocess.Popen([program, "run", "load.yaml"], **quiet))
        server = subprocess.Popen(
            [program, "serve", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, text=True)
        started.append(server)
        port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
        time.sleep(2)
        load = Load(port, 2, options.seconds, options.keep_alive)
        used = asyncio.run(load.perform(server.pid))
        is_training = started[0].poll() is None
        print(
            f"{load.responses} pages, {load.bytes >> 20} MiB, the slowest in"
            f" {load.slowest * 1000:.0f} ms; {load.events} events; {len(load.errors)} errors;"
            f" {used:.2f} s of CPU; the experiment {'still trains' if is_training else 'ended'}")
        for error in load.errors[:5]:
            print(error, file=sys.stderr)
        server.send_signal(signal.SIGINT)
        code = server.wait(timeout=10)
        if load.errors or used > options.most or not is_training or code != 0:
            sys.exit(1)
    finally:
        for process in started:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
