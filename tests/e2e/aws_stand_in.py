"""One local HTTP server that stands in for whoever gives out credentials, and for SageMaker.

    with StandIn() as aws:
        subprocess.run([...], env={**environ, **aws.environ()})
        aws.requests            # (method, path, headers, body) of each
        aws.picks               # the key id that each ListImageVersions was signed with

What it gives out tells where it is from: the key id of a role's credentials is ROLE:<name>:<key id
that assumed it>, and so on, so that the last one tells the whole way. STS answers as
data/sts/2011-06-15/service-2.json of botocore describes, the others as their documentation does.
No traffic leaves loopback.
"""

import datetime
import http.server
import json
import re
import threading
import urllib.parse

import es256

HOUR = 3600


def utc(seconds_from_now):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(seconds=seconds_from_now)).strftime("%Y-%m-%dT%H:%M:%SZ")


def safe(text):
    """As part of a key id, which a header carries."""
    return re.sub(r"[^A-Za-z0-9:_.-]", "_", text)


class StandIn:
    def __init__(self, tls=None):
        """tls: an ssl.SSLContext; then it speaks https."""
        self.requests = []
        self.picks = []
        self.answers = {}  # path prefix: (status, body) or a function of nothing that gives one
        self.lifetime_seconds = HOUR
        self.role = "instance-role"
        self.pages = [{"ImageVersions": []}]
        self.issued = 0
        self.proofs = []  # (header, claims) of each proof that the sign-in service got
        self.used_up = set()  # refresh tokens of that service
        self._signing_in = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if tls is not None else ''}://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._server.shutdown()
        self._server.server_close()

    def environ(self):
        """Everything but the container, which a variable alone makes configured."""
        return {"AWS_ENDPOINT_URL_SAGEMAKER": self.url, "AWS_ENDPOINT_URL_STS": self.url + "/sts",
                "AWS_ENDPOINT_URL_SSO": self.url + "/sso",
                "AWS_ENDPOINT_URL_SSO_OIDC": self.url + "/oidc",
                "AWS_ENDPOINT_URL_SIGNIN": self.url + "/signin",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": self.url + "/imds/"}

    def reset(self):
        self.requests.clear()
        self.picks.clear()
        self.answers.clear()
        self.proofs.clear()
        self.used_up.clear()

    # --- one answer each: (status, headers, body) ------------------------------------------------

    def answer(self, method, path, headers, body):
        self.requests.append((method, path, headers, body))
        for prefix, given in self.answers.items():
            if path.startswith(prefix):
                given = given() if callable(given) else given
                if given is not None:
                    return given[0], {}, given[1]
        for prefix, function in (("/sts", self._sts), ("/sso", self._sso), ("/oidc", self._oidc),
                                 ("/signin", self._signin), ("/imds", self._imds), ("/container", self._container),
                                 ("/role-aliases", self._iot)):
            if path.startswith(prefix):
                return function(method, path, headers, body)
        return self._sagemaker(headers)

    def _credentials(self, key_id, names, expiry=None):
        self.issued += 1
        values = [safe(key_id), "secret", f"token{self.issued}",
                  utc(self.lifetime_seconds) if expiry is None else expiry]
        return dict(zip(names, values))

    def _sts(self, _method, _path, headers, body):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        action = form["Action"]
        name = form["RoleArn"].rsplit("/", 1)[-1]
        if name == "forbidden":
            return 403, {"Content-Type": "text/xml"}, (
                '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>'
                "<Type>Sender</Type><Code>AccessDenied</Code><Message>Not you</Message></Error>"
                "<RequestId>1</RequestId></ErrorResponse>")
        key_id = f"WEB:{name}:{form.get('WebIdentityToken', '')}"
        if action == "AssumeRole":
            key_id = f"ROLE:{name}:{signed_by(headers)}"
        members = self._credentials(key_id, ("AccessKeyId", "SecretAccessKey", "SessionToken",
                                             "Expiration"))
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in members.items())
        return 200, {"Content-Type": "text/xml"}, (
            f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>'
            f"<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/{name}/s</Arn>"
            f"<AssumedRoleId>X:s</AssumedRoleId></AssumedRoleUser><Credentials>{inner}"
            f"</Credentials></{action}Result><ResponseMetadata><RequestId>1</RequestId>"
            f"</ResponseMetadata></{action}Response>")

    def _sso(self, _method, path, headers, _body):
        query = dict(urllib.parse.parse_qsl(path.partition("?")[2]))
        key_id = f"SSO:{query['role_name']}:{headers['x-amz-sso_bearer_token']}"
        expiry = (datetime.datetime.now().timestamp() + self.lifetime_seconds) * 1000
        return 200, {}, json.dumps({"roleCredentials": self._credentials(
            key_id, ("accessKeyId", "secretAccessKey", "sessionToken", "expiration"), int(expiry))})

    def _oidc(self, _method, _path, _headers, body):
        token = json.loads(body)["refreshToken"]
        return 200, {}, json.dumps({"accessToken": f"of-{token}", "expiresIn": HOUR,
                                    "refreshToken": token + "2", "tokenType": "Bearer"})

    def _signin(self, _method, _path, headers, body):
        """A refresh token works once (botocore data/signin/2023-01-01/service-2.json)."""
        token = json.loads(body)["refreshToken"]
        with self._signing_in:
            self.proofs.append(es256.read_proof(headers["DPoP"]))
            if token in self.used_up:
                return 401, {"x-amzn-ErrorType": "AccessDeniedException"}, json.dumps(
                    {"error": "TOKEN_EXPIRED", "message": "it was used"})
            self.used_up.add(token)
        return 200, {}, json.dumps({
            "accessToken": self._credentials(f"LOGIN:{token}", (
                "accessKeyId", "secretAccessKey", "sessionToken")),
            "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": token + "2"})

    def _imds(self, method, path, headers, _body):
        if method == "PUT":
            return 200, {}, "imds-session"
        if headers.get("x-aws-ec2-metadata-token") != "imds-session":
            return 401, {}, ""
        if path.endswith("/placement/availability-zone/"):
            return 200, {}, "eu-west-3b"
        if path.endswith("/security-credentials/"):
            return (200, {}, self.role) if self.role else (404, {}, "")
        return 200, {}, json.dumps({"Code": "Success", **self._credentials(
            f"IMDS:{path.rsplit('/', 1)[-1]}", ("AccessKeyId", "SecretAccessKey", "Token",
                                                "Expiration"))})

    def _container(self, _method, path, headers, _body):
        key_id = f"CONTAINER:{path}:{headers.get('Authorization', '')}"
        return 200, {}, json.dumps(self._credentials(
            key_id, ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")))

    def _iot(self, _method, path, headers, _body):
        key_id = f"IOT:{path.split('/')[2]}:{headers.get('x-amzn-iot-thingname', '')}"
        return 200, {}, json.dumps({"credentials": self._credentials(
            key_id, ("accessKeyId", "secretAccessKey", "sessionToken", "expiration"))})

    def _sagemaker(self, headers):
        self.picks.append(signed_by(headers))
        page = self.pages[min(len(self.picks), len(self.pages)) - 1]
        return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(page)


def signed_by(headers):
    found = re.search(r"Credential=([^/]*)/", headers.get("Authorization", ""))
    return found.group(1) if found else ""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *args):
        """Clients that hang up are part of the tests."""


def _handler_of(stand_in):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self):
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            status, headers, text = stand_in.answer(self.command, self.path, self.headers, body)
            data = text if isinstance(text, bytes) else text.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _serve

        def log_message(self, *args):
            pass

    return Handler
