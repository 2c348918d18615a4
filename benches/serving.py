"""A benchmark of recad that answers requests, for the scripts that run it beside a peer."""
import json
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Recad:
    """The benchmark process: one JSON request a line, one JSON answer a line."""

    def __init__(self, bench, *options):
        command = ["cargo", "bench", "--bench", bench, *options]
        subprocess.run([*command, "--no-run"], cwd=ROOT, check=True)
        self.process = subprocess.Popen([*command, "--quiet", "--", "--serve"], cwd=ROOT, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer
