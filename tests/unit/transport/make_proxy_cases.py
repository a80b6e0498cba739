"""Makes proxy_cases.inc: what Python's urllib and botocore make of proxy settings.

Run: python3 make_proxy_cases.py with Debian 12's python3-botocore (1.29.27, Python 3.11); fixed seed.
"""

import os
import random
import sys
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "base"))
import c_table  # noqa: E402
from botocore.httpsession import ProxyConfiguration, mask_proxy_url  # noqa: E402

HOSTS = ["example", "foo.example", "a.foo.example", "example.com", "api.example.com",
         "api.example.com:8443", "notexample.com", "127.0.0.1", "127.0.0.1:5000", "10.0.0.7",
         "[::1]", "[::1]:8080", "localhost", "localhost:80", "a"]
LISTS = ["", "*", " *", "*,a", "example", "ple", ".example", "..example", "EXAMPLE", " example ",
         "example.com", "example.com:8443", "api.example.com:8443", ".example.com:8443",
         "127.0.0.1", "127.0.0.0/8", "10.*", "::1", "[::1]", "[::1]:8080", "localhost:80",
         "localhost,127.0.0.1", "a,,b", ",", ".", "b , a", "x.a", "*.example.com", "a\tb", "\ta\t"]
# Names and passwords that stand nowhere else in the URL: mask_proxy_url replaces the first place where
# it finds them, and of "http://p:t@x" shows the rest.
URLS = ["proxy", "proxy:3128", "http://proxy:3128", "http://proxy:3128/", "https://proxy",
        "https://proxy:8443", "//proxy:3128", "http://usr7:pwd7@proxy:3128", "usr7:pwd7@proxy",
        "http://user@proxy:3128", "http://:secret@proxy:3128", "http://user:@proxy:3128",
        "http://us%65r:p%40ss%3Aword%2F@proxy:3128", "http://a%zz9:b%4@proxy", "http://usr7:pwd7:q@proxy",
        "http://usr7:pwd7@h@proxy:3128", "http://[::1]:3128", "https://usr7:pwd7@[2001:db8::7]"]


def bypass_rows():
    draw = random.Random(7)
    lists = LISTS + [",".join(draw.sample(LISTS, 3)) for _ in range(60)]
    for text in lists:
        for host in HOSTS:
            proxies = {"http": "http://proxy"}
            if text:
                proxies["no"] = text
            yield "%s, %s, %d" % (c_table.quote(text), c_table.quote(host),
                                  bool(proxy_bypass_environment(host, proxies)))


def url_rows():
    for text in URLS:
        configuration = ProxyConfiguration({"https": text})
        url = configuration.proxy_url_for("https://x/")
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        headers = configuration.proxy_headers_for(url)
        authorization = headers.get("Proxy-Authorization")
        yield "%s, %s, %d, %d, %s, %s" % (
            c_table.quote(text), c_table.quote(parts.hostname), port, parts.scheme == "https",
            c_table.quote(authorization) if authorization else "NULL", c_table.quote(mask_proxy_url(url)))


c_table.write(
    "proxy_cases.inc",
    "From Python 3.11's proxy_bypass_environment and botocore 1.29.27's ProxyConfiguration.",
    [("struct bypass_case bypass_cases[]", bypass_rows()),
     ("struct url_case url_cases[]", url_rows())])
