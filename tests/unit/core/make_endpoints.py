#!/usr/bin/env python3
"""Prints endpoints.inc: what botocore's endpoint rule set makes of many regions.

The checked-in table was made with botocore 1.43.11: python3 make_endpoints.py > endpoints.inc
"""
import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

ODD = ["us-moon-1", "eu-west-99", "cn-x-1", "us-gov-x-7", "us-iso-x-2", "us-isob-x-3", "nowhere",
       "eu-isoe-x-1", "us-isof-x-1", "eusc-de-x-1", "eusc-fr-x-1", "xx-west-1", "us-west",
       "us-west-2a", "mars-global", "a-b-c-1", "us--1", "cn-1", "us-iso-1", "gov-us-west-1"]

loader = botocore.session.get_session().get_component("data_loader")
partitions = loader.load_data("partitions")
rules = loader.load_service_model("sagemaker", "endpoint-rule-set-1")
provider = EndpointProvider(rules, partitions)
known = [name for part in partitions["partitions"] for name in part["regions"]]

for region in sorted(set(known) | set(ODD)):
    for fips in (0, 1):
        for dual in (0, 1):
            try:
                url = provider.resolve_endpoint(
                    Region=region, UseFIPS=bool(fips), UseDualStack=bool(dual)).url
            except EndpointProviderError:
                continue
            print('{ "%s", %d, %d, "%s" },' % (region, fips, dual, url))
