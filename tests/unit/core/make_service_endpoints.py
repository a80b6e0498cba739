#!/usr/bin/env python3
"""Prints service_endpoints.inc: what botocore's endpoint rule sets make of many regions for the
services that credentials come from.

The checked-in table was made with botocore 1.43.67: python3 make_service_endpoints.py >
service_endpoints.inc
"""
import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "ap-south-1", "us-gov-west-1", "us-gov-east-1",
           "cn-north-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1", "us-moon-1"]
SERVICES = [("SGP_SERVICE_STS", "sts"), ("SGP_SERVICE_SSO_PORTAL", "sso"),
            ("SGP_SERVICE_SSO_OIDC", "sso-oidc"), ("SGP_SERVICE_SIGNIN", "signin")]

loader = botocore.session.get_session().get_component("data_loader")
partitions = loader.load_data("partitions")
for constant, service in SERVICES:
    provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    further = {"sts": {"UseGlobalEndpoint": False},
               "signin": {"IsControlPlane": False}}.get(service, {})
    for region in REGIONS:
        for fips in (0, 1):
            for dual in (0, 1):
                try:
                    url = provider.resolve_endpoint(
                        Region=region, UseFIPS=bool(fips), UseDualStack=bool(dual), **further).url
                except EndpointProviderError:
                    continue
                print('{ %s, "%s", %d, %d, "%s" },' % (constant, region, fips, dual, url))
