"""Makes uri_cases.inc: which hosts, regions and endpoint URLs botocore takes, and how it splits them.

Run: python3 make_uri_cases.py with Debian 12's python3-botocore (1.29.27); fixed seed.
"""

import random
from urllib.parse import urlsplit

import c_table
from botocore.exceptions import InvalidRegionError
from botocore.utils import is_valid_endpoint_url, is_valid_ipv6_endpoint_url, validate_region_name

HOSTS = [
    "", ".", "..", "a", "A", "a.", "a..", ".a", "a.b", "a..b", "a.b.", "-a", "a-", "a-b", "a--b",
    "-", "1", "1.2.3.4", "256.256.256.256", "a_b", "a b", "a%41", "a+b", "a~b", "a!b", "a*b", "*.b",
    "a'b", "a;b", "a,b", "a=b", "a&b", "a$b", "a|b", "a\"b", "a<b", "a^b", "a`b", "a{b", "localhost",
    "api.sagemaker.us-west-2.amazonaws.com", "API.SageMaker.us-west-2.AMAZONAWS.com",
    "xn--bcher-kva.example", "x" * 63, "x" * 64, "x" * 63 + ".y", "y." + "x" * 64, "-x.y", "x-.y",
    "x.-y", "x.y-", ".".join(["x" * 63] * 4)[:255], "y" + ".".join(["x" * 63] * 4),
    ".".join(["x" * 49] * 5) + ".abcde", ".".join(["x" * 49] * 5) + ".abcdef", "a.1", "1.a", "0",
    "b\u00fccher", "a\u3002b",
]
REGIONS = [
    "us-west-2", "us-gov-west-1", "eu-isoe-west-1", "aws-global", "a", "A-B", "x" * 63, "x" * 64,
    "1", "12345", "1a", "a1", "123-456", "-us", "us-", "-", "us--west", "us.west", "us_west",
    "us west", " us-west-2", "us-west-2 ", "us-west-2/", "us-west-2#", "us-west-2@x", "evil.com/",
    "us-west-2\r", "us-\nwest", "us\0west", "\u00fcs-west-2", "*", "us-west-2?x", "0", "0-",
]
# validate_region_name takes the empty region and a closing line feed; this library does not.
ONLY_BOTOCORE_REGIONS = ["", "us-west-2\n"]
URLS = [
    "http://localhost", "https://localhost", "HTTP://LOCALHOST:80", "hTTps://Example.COM/Path?Q=A",
    "http://localhost:8080", "http://localhost:8080/", "https://h:443", "https://h:1", "https://h:65535",
    "http://127.0.0.1:5000/a/b", "http://[::1]", "http://[::1]:8080/x", "https://[2001:DB8::7]/",
    "http://h/?x=1", "http://h/a?b/c?d", "http://h/a//b", "http://h/%41%2f", "http://h.:80/x",
    "https://h:00443/", "http://h/a@b:c", "http://[::ffff:1.2.3.4]",
]
REFUSED_URLS = [
    "", "h", "localhost:8080", "http:/h", "http:h", "http//h", "https:///path",
    "http://", "https://:80", "http://-h", "http://a_b", "http://a..b", "http://h\tx", "http://h\n",
    "http://\rh", "http://h x", "http://[::1", "http://[]", "http://a b/", 
    "http://" + "x" * 64, "http://[12]", "http://::1",
    "file:///etc/passwd", "javascript:alert(1)", "http://[fe80::1]x",
]
# Taken by botocore; refused here, because what is sent would not be what the text shows, or a server
# could not be told of it: user info, empty and odd ports, fragments, targets that need escaping.
ONLY_BOTOCORE_URLS = [
    "http://user@h", "http://user:pw@h/", "http://h@evil", "http://h:", "http://h:0",
    "http://h/#frag", "http://h#frag", "http://h?x=1", "http://h/a b", "http://h/\"", "http://h/<",
    "http://h/\\", "http://h/{", "http://h/|", "http://h/^", "http://h/`", "http://h/\x7f",
    "http://h/\u00e9", "http://h/\x01", "ftp://h/", "ftp://h",
    "//h", "http://h:80:80", " http://h", "http://h:-1", "http://h:65536",
    "http://h:8x", "http://h:99999999999999999999", "http://[::1]:", "http://[::1]:x",
]


def takes_url(url):
    try:
        return bool(is_valid_endpoint_url(url) or is_valid_ipv6_endpoint_url(url))
    except (ValueError, IndexError):
        return False


def takes_region(region):
    try:
        validate_region_name(region)
    except InvalidRegionError:
        return False
    return True


def takes_host(host):
    """As the host of a URL; the empty one is no host, '.' makes botocore fail."""
    try:
        return bool(is_valid_endpoint_url("http://" + host))
    except (ValueError, IndexError):
        return False


def random_labels(rng):
    for _ in range(150):
        yield "".join(rng.choice("abZ019-.") for _ in range(rng.randrange(1, 12)))


def url_row(url):
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = parts.path + ("?" + parts.query if parts.query else "")
    return "%s, %d, %s, %d, %s" % (
        c_table.quote(url), parts.scheme == "https", c_table.quote(parts.hostname), port,
        c_table.quote(path),
    )


def verdicts(texts, takes):
    return ["%s, %d" % (c_table.counted(text), takes(text)) for text in texts]


def main():
    rng = random.Random(20260105)
    labels = list(random_labels(rng))
    regions = verdicts(REGIONS + labels, takes_region)
    regions += ["%s, 0" % c_table.counted(text) for text in ONLY_BOTOCORE_REGIONS]
    for url in URLS + ONLY_BOTOCORE_URLS:
        assert takes_url(url), url
    for url in REFUSED_URLS:
        assert not takes_url(url), url
    c_table.write(
        "uri_cases.inc",
        "botocore 1.29.27 is_valid_endpoint_url, is_valid_ipv6_endpoint_url, validate_region_name.",
        [
            ("struct { const char *text; size_t len; int ok; } host_cases[]",
             verdicts(HOSTS + labels, takes_host)),
            ("struct { const char *text; size_t len; int ok; } region_cases[]", regions),
            ("struct { const char *url; int is_tls; const char *host; unsigned port;\n"
             "    const char *path; } url_cases[]", [url_row(url) for url in URLS]),
            ("char *const refused_urls[]",
             [c_table.quote(url) for url in REFUSED_URLS + ONLY_BOTOCORE_URLS]),
        ],
    )


main()
