"""Picks the same credentials as botocore, over generated files, variables and stand-ins.

Each case is a home folder, an environment and maybe a profile by name. botocore and the command
both list; the stand-in for SageMaker tells by which key each request was signed. Where botocore
fails, so must the command, and in the sentences of WORDS also in the same words.

SGP_CREDENTIALS_CASES is how many cases there are; the seed is fixed.
"""

import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import unittest
import warnings

from aws_stand_in import StandIn, utc
from command_fixture import run_command
from endpoint_fixture import client_environ

try:
    import botocore.credentials
    import botocore.exceptions
    import botocore.session
    import botocore.tokens
except ImportError:
    botocore = None

CASES = int(os.environ.get("SGP_CREDENTIALS_CASES", "60"))
SEED = 42
NAMES = ("default", "p1", "p2", "p3")
ROLE = "arn:aws:iam::123456789012:role/"

# What the command must say too, whatever else it says.
WORDS = ("Partial credentials found in", "contains both source_profile and credential_source",
         "does not exist", "is not valid", "must have credentials", "Infinite loop in credential",
         "is configured to use SSO but is missing", "is inconsistent between profile",
         "The specified sso-session", "The config profile", "No credentials found in")


class Case:
    """Files and variables, drawn by a generator; sections are dicts of settings."""

    def __init__(self, rng):
        self.rng = rng
        self.config, self.credentials, self.environ, self.profile = {}, {}, {}, None
        for name in NAMES:
            if name == "default" or self.maybe(0.8):
                self.draw_profile(name)
        self.draw_environment()

    def maybe(self, chance):
        return self.rng.random() < chance

    def keys(self, name):
        keys = {"aws_access_key_id": name, "aws_secret_access_key": "secret"}
        if self.maybe(0.1):
            del keys["aws_secret_access_key"]
        return keys

    def draw_profile(self, name):
        settings = {}
        for chance, draw in ((0.15, self.draw_role), (0.1, self.draw_web), (0.15, self.draw_sso),
                             (0.3, self.draw_process)):
            if self.maybe(chance):
                settings.update(draw(name))
        if self.maybe(0.2):
            settings.update(self.keys(f"CONFIG:{name}"))
        self.config[name] = settings
        if self.maybe(0.3):
            self.credentials[name] = self.keys(f"SHARED:{name}")

    def draw_role(self, name):
        role = {"role_arn": ROLE + self.rng.choice((name, name, name, "forbidden"))}
        if self.maybe(0.75):
            role["source_profile"] = self.rng.choice(NAMES + (name, "nowhere"))
        if self.maybe(0.3):
            role["credential_source"] = self.rng.choice(
                ("Environment", "EcsContainer", "Ec2InstanceMetadata", "environment"))
        if self.maybe(0.2):
            role["duration_seconds"] = self.rng.choice(("900", "x"))
        if self.maybe(0.2):
            role["external_id"] = "a b+c"
        return role

    def draw_web(self, name):
        web = {"web_identity_token_file": "TOKEN_FILE"}
        if self.maybe(0.8):
            web["role_arn"] = ROLE + name
        return web

    def draw_sso(self, name):
        sso = {"sso_account_id": "123456789012", "sso_role_name": name,
               "sso_region": "us-west-2", "sso_start_url": "https://good.test/start"}
        if self.maybe(0.5):
            sso["sso_session"] = self.rng.choice(("good", "good", "old", "nowhere"))
            del sso["sso_start_url"]
            if self.maybe(0.8):
                del sso["sso_region"]
        elif self.maybe(0.3):
            sso["sso_start_url"] = "https://none.test/start"
        if self.maybe(0.15):
            del sso[self.rng.choice(sorted(sso))]
        return sso

    def draw_process(self, name):
        document = {"Version": 1, "AccessKeyId": f"PROCESS:{name}", "SecretAccessKey": "secret"}
        if self.maybe(0.15):
            document["Version"] = 2
        if self.maybe(0.3):
            document["Expiration"] = utc(7200)
        command = "echo '%s'" % json.dumps(document)
        return {"credential_process": "false" if self.maybe(0.1) else command}

    def draw_environment(self):
        env = self.environ
        if self.maybe(0.2):
            env.update(AWS_ACCESS_KEY_ID="ENV", AWS_SECRET_ACCESS_KEY="secret")
            if self.maybe(0.1):
                del env["AWS_SECRET_ACCESS_KEY"]
        if self.maybe(0.15):
            env["AWS_WEB_IDENTITY_TOKEN_FILE"] = "TOKEN_FILE"
            if self.maybe(0.8):
                env["AWS_ROLE_ARN"] = ROLE + "env"
        if self.maybe(0.35):
            env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "CONTAINER"
            if self.maybe(0.5):
                env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "auth"
        if self.maybe(0.3):
            env["AWS_EC2_METADATA_DISABLED"] = "true"
        if self.maybe(0.4):
            env["AWS_PROFILE"] = self.rng.choice(NAMES)
        if self.maybe(0.4):
            self.profile = self.rng.choice(NAMES)

    def sections(self):
        shown = {("default" if name == "default" else f"profile {name}"): settings
                 for name, settings in self.config.items()}
        shown["sso-session good"] = {"sso_start_url": "https://good.test/start",
                                     "sso_region": "us-west-2"}
        shown["sso-session old"] = {"sso_start_url": "https://old.test/start",
                                    "sso_region": "eu-west-1"}
        return shown


def ini(sections, places):
    lines = []
    for name, settings in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {places.get(value, value)}" for key, value in settings.items()]
    return "\n".join(lines) + "\n"


class World:
    """One home folder, rewritten for each case: botocore looks for it when it is imported."""

    def __init__(self, home, aws):
        self.home, self.aws = home, aws
        self.places = {"TOKEN_FILE": os.path.join(home, "token"),
                       "CONTAINER": aws.url + "/container/x"}
        os.makedirs(os.path.join(home, ".aws/sso/cache"), exist_ok=True)
        self.write("token", "web-token")

    def write(self, path, text):
        with open(os.path.join(self.home, path), "w", encoding="utf-8") as file:
            file.write(text)

    def write_token(self, key, seconds, **further):
        name = hashlib.sha1(key.encode()).hexdigest()
        self.write(f".aws/sso/cache/{name}.json", json.dumps(
            {"startUrl": "u", "region": "us-west-2", "accessToken": f"token-of-{key}",
             "expiresAt": utc(seconds), **further}))

    def prepare(self, case):
        self.write(".aws/config", ini(case.sections(), self.places))
        self.write(".aws/credentials", ini(case.credentials, self.places))
        self.write_token("good", 7200)
        self.write_token("https://good.test/start", 7200)
        self.write_token("old", -60, refreshToken="refresh", clientId="c", clientSecret="s",
                         registrationExpiresAt=utc(7200))
        # botocore has no files for the credentials of roles
        shutil.rmtree(os.path.join(self.home, ".aws/cli"), ignore_errors=True)
        self.aws.reset()

    def environ(self, case):
        environ = client_environ(HOME=self.home, **self.aws.environ())
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
            del environ[name]
        environ.update({name: self.places.get(value, value)
                        for name, value in case.environ.items()})
        return environ


LOADER = botocore.session.get_session().get_component("data_loader") if botocore else None


class StandInSession(botocore.session.Session if botocore else object):
    """Older releases know no endpoint variables."""
    stand_in = ""

    def create_client(self, service_name, *args, **kwargs):
        folder = {"sts": "/sts", "sso": "/sso", "sso-oidc": "/oidc", "sagemaker": ""}[service_name]
        kwargs["endpoint_url"] = self.stand_in + folder
        return super().create_client(service_name, *args, **kwargs)


def botocores_pick(world, case):
    """(key id, None) or (None, what it said)."""
    saved = dict(os.environ)
    os.environ.clear()
    os.environ.update(world.environ(case))
    StandInSession.stand_in = world.aws.url
    world.aws.picks.clear()
    try:
        session = StandInSession(profile=case.profile)
        session.register_component("data_loader", LOADER)
        client = session.create_client("sagemaker", region_name="us-west-2")
        client.list_image_versions(ImageName="i")
        return world.aws.picks[-1], None
    except Exception as error:  # pylint: disable=broad-except
        return None, f"{type(error).__name__}: {error}"
    finally:
        os.environ.clear()
        os.environ.update(saved)


def our_pick(world, case):
    world.aws.picks.clear()
    args = ("--profile", case.profile) if case.profile else ()
    done = run_command("list-image-versions", "--image-name", "i", *args, env=world.environ(case))
    if done.returncode == 0:
        return world.aws.picks[-1], None
    return None, done.stderr.decode()


@unittest.skipIf(botocore is None, "botocore is not installed: NOTHING IS COMPARED WITH IT")
class CredentialsVsBotocore(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore", ResourceWarning)  # botocore leaves sockets to the collector
        self.home = tempfile.mkdtemp(prefix="sagepager-home-")
        self.addCleanup(shutil.rmtree, self.home)
        cache = os.path.join(self.home, ".aws/sso/cache")
        for owner in (botocore.credentials.SSOProvider, botocore.tokens.SSOTokenProvider):
            owner._SSO_TOKEN_CACHE_DIR = cache

    def test_the_same_credentials_are_picked(self):
        picks, failures = set(), 0
        with StandIn() as aws:
            world = World(self.home, aws)
            for number in range(CASES):
                case = Case(random.Random(SEED + number))
                with self.subTest(case=number):
                    world.prepare(case)
                    theirs, their_error = botocores_pick(world, case)
                    world.prepare(case)
                    ours, our_error = our_pick(world, case)
                    self.assertEqual(ours, theirs, (our_error, their_error, vars(case)))
                    failures += theirs is None
                    picks.add((theirs or "").split(":")[0])
                    self.compare_words(our_error, their_error)
        self.assertGreater(failures, CASES // 10)
        if CASES >= 60:  # the generator reaches them all
            self.assertLessEqual({"ENV", "ROLE", "WEB", "SSO", "SHARED", "PROCESS", "CONFIG",
                                  "CONTAINER", "IMDS"}, picks)

    def compare_words(self, ours, theirs):
        for words in WORDS:
            if theirs and words in theirs:
                sentence = theirs.split(": ", 1)[1]
                self.assertIn(sentence, ours)


if __name__ == "__main__":
    sys.exit(unittest.main())
