"""Makes client_error_cases.inc: the sentences of botocore.exceptions.ClientError.

Run: python3 make_client_error_cases.py with Debian 12's python3-botocore (1.29.27).
"""

import c_table
from botocore.exceptions import ClientError

CODES = ["ResourceNotFound", "ValidationException", "ThrottlingException", "500", "Unknown"]
MESSAGES = ["No Image with the name \"x\" exists.", "Rate exceeded", "", "Unknown", "50% of %s\n\u00fc"]


def sentence(code, message, retries):
    metadata = {"MaxAttemptsReached": True, "RetryAttempts": retries} if retries is not None else {}
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}
    return str(ClientError(response, "ListImageVersions"))


def main():
    rows = [
        "%s, %s, %d, %d, %s" % (
            c_table.quote(code), c_table.quote(message), retries is not None, (retries or 0) + 1,
            c_table.quote(sentence(code, message, retries)),
        )
        for code in CODES for message in MESSAGES for retries in (None, 0, 2, 9)
    ]
    c_table.write(
        "client_error_cases.inc",
        "botocore 1.29.27 str(ClientError(...)); attempts is RetryAttempts + 1.",
        [("struct { const char *code; const char *message; int exhausted; int attempts;\n"
          "    const char *sentence; } client_error_cases[]", rows)],
    )


main()
