"""What the command makes of each fault of sagepager-endpoint --fault, on the second of three pages.

WHOLE: the listing is complete, as if nothing had been. Otherwise (exit code, a part of the sentence);
what came before the fault is printed and a token leads to the rest. RETRIED: such a fault is tried
again, so that one of them alone does no harm.

Run: python3 fault_matrix.py: prints the table that docs/testing.md has (a test compares).
"""

WHOLE = None
INVALID, CLOSED, SILENT = "Invalid response from endpoint URL", "Connection was closed before", "Read timeout"
RETRIED = {"length-long", "chunk-no-end", "close", "reset", "close-in-head", "close-in-body", "reset-in-body",
           "stall", "stall-in-head", "stall-in-body", "throttle", "unavailable", "internal"}
EXPECTED = {
    "http-1.0": WHOLE,
    "http-2": (255, "does not begin with \"HTTP/1.\""),
    "no-version": (255, "does not begin with \"HTTP/1.\""),
    "garbage": (255, "does not begin with \"HTTP/1.\""),
    "status-letters": (255, "the status line has no status of three digits"),
    "status-four-digits": (255, "the status line has no status of three digits"),
    "no-reason": WHOLE,
    "header-without-colon": (255, "a header line of the response has no colon"),
    "header-blank-name": (255, "has a blank before its colon"),
    "header-folded": (255, "a header of the response is folded"),
    "header-control": (255, "the response head holds control character 1"),
    "bare-cr": (255, "the response head holds a bare CR"),
    "bare-lf": (255, "ends in bare LF"),
    "head-long": (255, "longer than SGP_HTTP_HEAD_MAX"),
    "head-many": (255, "longer than SGP_HTTP_HEAD_MAX"),
    "continue": WHOLE,
    "early-hints": WHOLE,
    "interim-storm": (255, "more than SGP_HTTP_INTERIM_MAX"),
    "switching": (255, "switches to a protocol that was not asked for"),
    "no-length": WHOLE,
    "length-short": (255, "bytes follow the complete response"),
    "length-long": (255, CLOSED),
    "length-negative": (255, "Content-Length is not one decimal number"),
    "length-letters": (255, "Content-Length is not one decimal number"),
    "length-plus": (255, "Content-Length is not one decimal number"),
    "length-huge": (255, "Content-Length is too large a number"),
    "length-twice": (255, "two Content-Length headers"),
    "length-conflict": (255, "two Content-Length headers"),
    "length-and-chunked": (255, "both Transfer-Encoding and Content-Length"),
    "chunked": WHOLE,
    "chunk-extension": WHOLE,
    "chunk-trailer": WHOLE,
    "chunk-letters": (255, "has no chunk size"),
    "chunk-huge": (255, "too large a chunk size"),
    "chunk-negative": (255, "has no chunk size"),
    "chunk-run-over": (255, "a chunk that does not end in CRLF"),
    "chunk-no-end": (255, CLOSED),
    "coding-unknown": (255, "Transfer-Encoding is not chunked alone"),
    "coding-twice": (255, "Transfer-Encoding is not chunked alone"),
    "body-empty": (255, "the answer is empty"),
    "body-html": (255, "the answer is no JSON"),
    "body-gzip": (255, "the answer is no JSON"),
    "body-cut": (255, "the answer is no JSON"),
    "body-array": (255, "expected an object, got a list"),
    "body-types": (255, "Version: expected an integer, got a string"),
    "body-bytes": (255, "not valid UTF-8"),
    "body-deep": (255, "nested too deeply"),
    "body-huge": (255, "more than max_body_bytes"),
    "close": (255, CLOSED),
    "reset": (255, CLOSED),
    "close-in-head": (255, CLOSED),
    "close-in-body": (255, CLOSED),
    "reset-in-body": (255, CLOSED),
    "stall": (255, SILENT),
    "stall-in-head": (255, SILENT),
    "stall-in-body": (255, SILENT),
    "late": WHOLE,
    "drip": WHOLE,
    "throttle": (254, "An error occurred (ThrottlingException)"),
    "unavailable": (254, "An error occurred (503)"),
    "internal": (254, "An error occurred (500)"),
    "denied": (254, "An error occurred (AccessDeniedException)"),
    "error-bare": (254, "An error occurred (400)"),
    "error-html": (254, "An error occurred (400)"),
    "error-number": (254, "An error occurred (400)"),
    "redirect": (254, "An error occurred (301)"),
    "same-token": (255, "The same next token was received twice"),
}


def table(faults):
    """faults: (name, what) as --fault list prints them."""
    rows = ["| fault | what comes | exit code, sentence | one alone |", "|---|---|---|---|"]
    for name, what in faults:
        outcome = EXPECTED[name]
        said = "0, as if nothing had been" if outcome is WHOLE else f"{outcome[0]}, {outcome[1]}"
        alone = "tried again" if name in RETRIED else "" if outcome is WHOLE else "the same"
        rows.append(f"| `{name}` | {what} | {said} | {alone} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    import os
    import subprocess

    lines = subprocess.run([os.environ["SGP_ENDPOINT"], "--fault", "list"], check=True,
                           stdout=subprocess.PIPE, universal_newlines=True).stdout.splitlines()
    print(table([line.split(None, 1) for line in lines]), end="")
